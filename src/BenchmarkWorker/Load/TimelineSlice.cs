using HdrHistogram;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>One row of a timeline.</summary>
/// <param name="start">Seconds after the start of the block.</param>
/// <param name="length">How many seconds it covers.</param>
internal sealed class TimelineSlice(double start, double length)
{
    private BucketCount[] _counts = [];
    private long _highest;

    public double Start => start;

    public double Length => length;

    public long Failed { get; private set; }

    public long Succeeded { get; private set; }

    public double? MaximumMilliseconds => Succeeded == 0 ? null : _highest / LatencyRecorder.UnitsPerMillisecond;

    /// <summary>Gets how many buckets it keeps.</summary>
    public int Buckets => _counts.Length;

    public void Add(BucketCount[] counts, long highest, long failed)
    {
        _counts = BucketCount.Merge(_counts, counts);
        _highest = Math.Max(_highest, highest);
        Failed += failed;
        Succeeded += counts.Sum(count => (long)count.Count);
    }

    public void Add(TimelineSlice other) => Add(other._counts, other._highest, other.Failed);

    /// <summary>The latencies of the answers that came in it, to two digits; null when none came.</summary>
    public LongHistogram? ToHistogram()
    {
        if (Succeeded == 0)
        {
            return null;
        }

        var histogram = new LongHistogram(1, LatencyBuckets.HighestValue, LatencyBuckets.Digits);
        foreach (var (bucket, count) in _counts)
        {
            histogram.RecordValueWithCount(LatencyBuckets.LowestOf(bucket), count);
        }

        return histogram;
    }

    /// <summary>The latency at a share of the answers, 0..1.</summary>
    public double? Percentile(double quantile) =>
        ToHistogram() is { } histogram ? Math.Min(histogram.GetValueAtPercentile(quantile * 100), _highest) / LatencyRecorder.UnitsPerMillisecond : null;
}
