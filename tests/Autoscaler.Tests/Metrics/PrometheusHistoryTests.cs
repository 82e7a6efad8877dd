using System.Text;
using ModelServing.Autoscaler.Metrics;

namespace ModelServing.Autoscaler.Tests.Metrics;

public class PrometheusHistoryTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddMinutes(100);

    [Fact]
    public void Parse_OneSeries_AlignsAndLeavesGaps()
    {
        var reading = Parse("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[6000,"1.5"],[6120.4,"NaN"],[6180,"0"],[6240,"7"]]}]}}""");

        Assert.Null(reading.Problem);
        Assert.Equal([1.5, double.NaN, double.NaN, 0, 7], reading.History!.Values);
    }

    [Fact]
    public void Parse_OldSamples_AreStale()
    {
        var reading = Parse("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[6000,"1"],[6060,"2"]]}]}}""");

        Assert.Equal(HistoryProblemKind.Stale, reading.Problem?.Kind);
        Assert.Contains("3 slots ago", reading.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(2, reading.History!.Values[1]);
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", "NoData")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[6000,"NaN"]]}]}}""", "NoData")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[]},{"metric":{},"values":[]}]}}""", "MultipleSeries")]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"parse error"}""", "Malformed")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[6000,"1"]}]}}""", "Malformed")]
    [InlineData("""{"status":"success","data":{"result":[{"values":[["x"]]}]}}""", "Malformed")]
    [InlineData("<html>bad gateway</html>", "Malformed")]
    [InlineData("[]", "Malformed")]
    [InlineData("", "Malformed")]
    public void Parse_UnusableAnswer_IsAProblem(string body, string kind)
    {
        var reading = Parse(body);

        Assert.Null(reading.History);
        Assert.Equal(Enum.Parse<HistoryProblemKind>(kind), reading.Problem?.Kind);
    }

    [Fact]
    public void Parse_CsvWithMissingLines_KeepsTheGrid()
    {
        var reading = CsvHistory.Parse(["timestamp,value", "2026-01-01T00:00:00Z,1", "2026-01-01T00:05:00Z,", "2026-01-01T00:20:00Z,5"]);

        Assert.Equal(TimeSpan.FromMinutes(5), reading.History!.Step);
        Assert.Equal([1, double.NaN, double.NaN, double.NaN, 5], reading.History.Values);
    }

    [Theory]
    [InlineData("t,v", "1,2", "NoData")]
    [InlineData("0,1", "60,x", "Malformed")]
    [InlineData("0,1", "nonsense", "Malformed")]
    public void Parse_BadCsv_IsAProblem(string first, string second, string kind) =>
        Assert.Equal(Enum.Parse<HistoryProblemKind>(kind), CsvHistory.Parse([first, second]).Problem?.Kind);

    private static HistoryReading Parse(string body) =>
        PrometheusHistory.Parse(Encoding.UTF8.GetBytes(body), 200, TimeGrid.Gaps(Start, Start.AddMinutes(4), TimeSpan.FromMinutes(1)));
}
