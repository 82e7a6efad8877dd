using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Reports.Charts;
using ModelServing.Testing.Snapshots;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

/// <summary>Every word and figure of the reports, in every state. A change here is a change that readers see.</summary>
public class SnapshotTests
{
    public static TheoryData<string> StateNames => [.. States.Names];

    [Theory]
    [MemberData(nameof(StateNames))]
    public void Html_EveryState_ReadsAsBefore(string state)
    {
        var charts = ChartSet.Of(States.Of(state));

        Snapshot.Match(PageText.Of(HtmlReport.Write(States.Of(state), charts)), $"{state}.html.txt");
        Assert.All(charts, chart => chart.Dispose());
    }

    [Theory]
    [MemberData(nameof(StateNames))]
    public void Markdown_EveryState_ReadsAsBefore(string state) => Snapshot.Match(MarkdownReport.Write(States.Of(state)), $"{state}.md.txt");

    [Theory]
    [MemberData(nameof(StateNames))]
    public void Csv_EveryState_ReadsAsBefore(string state) => Snapshot.Match(CsvReport.Write(States.Of(state)), $"{state}.csv.txt");

    [Theory]
    [MemberData(nameof(StateNames))]
    public void Markdown_EveryState_FitsIntoAComment(string state) => Assert.InRange(MarkdownReport.Write(States.Of(state)).Length, 100, 60_000);
}
