using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>The charts of a run: the guide's six, and those that a histogram, a timeline, a sweep or a search makes possible.</summary>
internal static class ChartSet
{
    public static IReadOnlyList<Chart> Of(BenchmarkOutcome outcome)
    {
        var platforms = outcome.Platforms;
        Chart?[] charts =
        [
            PlatformCharts.Throughput(platforms),
            PlatformCharts.Latency(platforms),
            PlatformCharts.Errors(platforms),
            LoadCharts.LatencyOverThroughput(platforms),
            LoadCharts.Concurrency(outcome),
            PlatformCharts.Distribution(platforms),
            TimeCharts.Percentiles(platforms),
            LoadCharts.Knee(outcome),
            TimeCharts.Latency(platforms),
            TimeCharts.Throughput(platforms),
        ];
        return [.. charts.OfType<Chart>()];
    }
}
