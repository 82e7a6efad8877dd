using HdrHistogram;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Merged latencies: percentiles come from the merged histogram, never from averaged percentiles; mean and extremes are exact.</summary>
internal sealed class LatencyTotals
{
    private long _sum;
    private long _minimum = long.MaxValue;
    private long _maximum;

    public LongHistogram Histogram { get; } = LatencyRecorder.NewHistogram();

    /// <summary>Gets how many latencies were beyond the histogram's range and were recorded at its end.</summary>
    public long Overflow { get; private set; }

    public long Count => Histogram.TotalCount;

    public double? MeanMilliseconds => Count == 0 ? null : _sum / (double)Count / LatencyRecorder.UnitsPerMillisecond;

    public double? MinimumMilliseconds => Count == 0 ? null : _minimum / LatencyRecorder.UnitsPerMillisecond;

    public double? MaximumMilliseconds => Count == 0 ? null : _maximum / LatencyRecorder.UnitsPerMillisecond;

    /// <summary>Merges the latencies of several blocks.</summary>
    public static LatencyTotals Of(IEnumerable<LatencyTotals> parts)
    {
        var totals = new LatencyTotals();
        foreach (var part in parts)
        {
            totals.Add(part);
        }

        return totals;
    }

    public void Add(LongHistogram histogram, long sum, long minimum, long maximum, long overflow)
    {
        Histogram.Add(histogram);
        _sum += sum;
        _minimum = Math.Min(_minimum, minimum);
        _maximum = Math.Max(_maximum, maximum);
        Overflow += overflow;
    }

    public void Add(LatencyTotals other)
    {
        if (other.Count > 0)
        {
            Add(other.Histogram, other._sum, other._minimum, other._maximum, other.Overflow);
        }
    }

    /// <summary>Forgets everything, and keeps the room for it.</summary>
    public void Clear()
    {
        Histogram.Reset();
        (_sum, _minimum, _maximum, Overflow) = (0, long.MaxValue, 0, 0);
    }

    /// <summary>The latency at a share of the requests, 0..1.</summary>
    public double? Percentile(double quantile) => Count == 0 ? null : Math.Min(Histogram.GetValueAtPercentile(quantile * 100), _maximum) / LatencyRecorder.UnitsPerMillisecond;

    /// <summary>The latency of the request with this 1-based rank.</summary>
    public double? AtRank(long? rank) => rank is { } r && r >= 1 && r <= Count ? Percentile((r - 0.5) / Count) : null;
}
