using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

public class ReportTests
{
    public static TheoryData<string> StateNames => [.. States.Names];

    [Fact]
    public void Csv_OneDead_LeavesWhatWasNotMeasuredEmpty()
    {
        var lines = CsvReport.Write(Outcomes.OneDead).Split("\r\n");

        Assert.StartsWith(
            "platform,endpoint_url,concurrent_requests,total_requests,successful_requests,failed_requests,total_time_seconds,avg_latency_ms,p50_latency_ms,p95_latency_ms,"
            + "p99_latency_ms,min_latency_ms,max_latency_ms,throughput_rps,error_rate,cpu_usage_avg,memory_usage_avg,gpu_usage_avg,state",
            lines[0],
            StringComparison.Ordinal);
        Assert.Equal("tensorflow,http://127.0.0.1:9/tensorflow,10,1000,1000,0,0.5,5.5,5,10,15,2.5,30,2000,0,,,,measured,8,25,13,20,1940,2060,100,2,2,,true,,,,,,,,,", lines[1]);
        Assert.Equal("kserve,http://127.0.0.1:1/<script>alert(1)</script>,10,0,0,0,,,,,,,,,,,,,failed,,,,,,,,,,cannot reach http://127.0.0.1:1: Connection refused <b>&,,,,,,,,,,", lines[3]);
    }

    [Theory]
    [MemberData(nameof(StateNames))]
    public async Task Write_EveryState_MakesEveryFile(string state)
    {
        var outcome = States.Of(state);
        var folder = Directory.CreateTempSubdirectory("benchmark-report");
        try
        {
            await ReportFiles.WriteAsync(outcome, folder.FullName, TestContext.Current.CancellationToken);

            Assert.Equal(ReportFiles.Names.Order(), folder.GetFiles().Select(file => file.Name).Order());
            var json = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, ReportFiles.Json), TestContext.Current.CancellationToken));
            Assert.Equal(outcome.Platforms.Count, json?["platforms"]?.AsArray().Count);
            Assert.True(new FileInfo(Path.Combine(folder.FullName, ReportFiles.Png)).Length > 10_000);
            using var log = File.OpenRead(Path.Combine(folder.FullName, ReportFiles.Log));
            Assert.Equal(outcome.Platforms.Sum(platform => platform.Timeline.Sum(point => HistogramText.Read(point.Histogram)?.TotalCount ?? 0)), new HdrHistogram.HistogramLogReader(log).ReadHistograms().Sum(histogram => histogram.TotalCount));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(StateNames))]
    public void Html_EveryState_IsSelfContainedAndEncoded(string state)
    {
        var html = HtmlReport.Write(States.Of(state), []);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Connection refused <b>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(http|//)", html);
        Assert.DoesNotMatch("[\\u202a-\\u202e\\u2066-\\u2069\\u0000-\\u0008]", html);
    }

    [Fact]
    public void Html_AllDead_SaysThatNothingCanBeRanked()
    {
        var html = HtmlReport.Write(Outcomes.AllDead, []);

        Assert.Contains("No platform answered, so there is nothing to rank.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0 ms", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_ThreeHealthy_CarriesVerdictEnvironmentAndHistograms()
    {
        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Outcomes.ThreeHealthy, ReportJsonContext.Default.BenchmarkOutcome));

        Assert.Equal("tensorflow", json?["verdict"]?["throughput"]?["winner"]?.GetValue<string>());
        Assert.Equal("measured", json?["platforms"]?[0]?["state"]?.GetValue<string>());
        Assert.Equal(1000, HistogramText.Read(json?["platforms"]?[0]?["histogram"]?.GetValue<string>())?.TotalCount);
        Assert.Equal(15, json?["platforms"]?[0]?["percentiles"]?["p99"]?["value"]?.GetValue<double>());
        Assert.Equal(BenchmarkPlan.DefaultSeed, json?["plan"]?["seed"]?.GetValue<int>());
        Assert.True(json?["plan"]?.AsObject().ContainsKey("kserve_model_name")); // as requests and flags have it
        Assert.Equal(2000, json?["platforms"]?[0]?["timeline"]?[0]?["rate"]?.GetValue<double>());
    }

    [Theory]
    [InlineData("a|b", "a\\|b")]
    [InlineData("<b>&", "&lt;b&gt;&amp;")]
    [InlineData("@all", "&#64;all")]
    [InlineData("- x", "\\- x")]
    [InlineData("p99 of a-b", "p99 of a-b")]
    [InlineData("[x](http://e)", "\\[x\\](http&#58;//e)")]
    [InlineData("one\ntwo", "one two")]
    [InlineData("#1 `x` *y*", "\\#1 \\`x\\` \\*y\\*")]
    public void MarkdownEscape_Text_IsShownAsItIs(string text, string expected) => Assert.Equal(expected, MarkdownReport.Escape(text));
}
