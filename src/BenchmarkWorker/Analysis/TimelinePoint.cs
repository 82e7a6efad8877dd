using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What one platform did in one second of its measured time, or in several of a long block.</summary>
/// <param name="Second">When it begins, with the platform's blocks joined end to end.</param>
/// <param name="Length">How many seconds it covers: fewer at the end of a block, more in one of over two minutes.</param>
/// <param name="Round">The block.</param>
/// <param name="Succeeded">Answers that came.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="P50">Median latency of the answers in milliseconds; null when none came.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="Maximum">The slowest of them.</param>
/// <param name="Histogram">Their latencies, as <see cref="PlatformResult.Histogram"/>, to two digits.</param>
internal sealed record TimelinePoint(double Second, double Length, int Round, long Succeeded, long Failed, double? P50, double? P99, double? Maximum, string? Histogram)
{
    public double Rate => Length > 0 ? Succeeded / Length : 0;

    /// <summary>Joins the timelines of blocks: the time in which other platforms had their turn is left out.</summary>
    public static IReadOnlyList<TimelinePoint> Of(IReadOnlyList<BlockResult> blocks)
    {
        List<TimelinePoint> points = [];
        var start = 0.0;
        foreach (var block in blocks)
        {
            points.AddRange(block.Timeline.Select(slice => new TimelinePoint(
                start + slice.Start,
                slice.Length,
                block.Round,
                slice.Succeeded,
                slice.Failed,
                slice.Percentile(0.5),
                slice.Percentile(0.99),
                slice.MaximumMilliseconds,
                HistogramText.Write(slice.ToHistogram()))));
            start += block.Elapsed.TotalSeconds;
        }

        return points;
    }
}
