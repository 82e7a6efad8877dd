using System.Diagnostics;
using HdrHistogram;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>What came back in each second of a block. A second without an answer is a row of its own: that is how a stall looks.</summary>
internal sealed class Timeline(long startTimestamp)
{
    /// <summary>A block this many seconds long has a row for each; a longer one has longer rows, so that a day takes no more memory than ten minutes.</summary>
    public const int MostSlices = 600;

    private const double ShortestShare = 0.25;
    private static readonly double TicksToUnits = 10_000_000.0 / Stopwatch.Frequency;

    private readonly Lock _lock = new();
    private readonly List<TimelineSlice> _slices = [];
    private long _period = Stopwatch.Frequency;

    public void Succeed(long timestamp, long elapsedTicks)
    {
        lock (_lock)
        {
            At_NeedsLock(timestamp).Record((long)(elapsedTicks * TicksToUnits));
        }
    }

    public void Fail(long timestamp)
    {
        lock (_lock)
        {
            At_NeedsLock(timestamp).Failed++;
        }
    }

    /// <summary>The rows of a block that took this long, the last as long as is left of it.</summary>
    public IReadOnlyList<TimelineSlice> Read(TimeSpan elapsed)
    {
        lock (_lock)
        {
            var period = _period / (double)Stopwatch.Frequency;
            var whole = (int)Math.Min(MostSlices, Math.Floor(elapsed.TotalSeconds / period));
            var rest = elapsed.TotalSeconds - whole * period;
            var count = Math.Max(1, rest >= ShortestShare * period ? whole + 1 : whole);
            List<TimelineSlice> rows = [.. Enumerable.Range(0, count).Select(i => new TimelineSlice(i * period, i == count - 1 ? elapsed.TotalSeconds - i * period : period))];
            for (var i = 0; i < _slices.Count; i++)
            {
                rows[Math.Min(i, count - 1)].Add(_slices[i]);
            }

            return rows;
        }
    }

    private TimelineSlice At_NeedsLock(long timestamp)
    {
        var index = Index(timestamp);
        while (index >= MostSlices)
        {
            Coarsen_NeedsLock();
            index = Index(timestamp);
        }

        while (_slices.Count <= index)
        {
            _slices.Add(new(0, 0));
        }

        return _slices[index];
    }

    private int Index(long timestamp) => (int)Math.Max(0, (timestamp - startTimestamp) / _period);

    private void Coarsen_NeedsLock()
    {
        _period *= 2;
        for (var i = 0; i < _slices.Count; i += 2)
        {
            var first = _slices[i];
            if (i + 1 < _slices.Count)
            {
                first.Add(_slices[i + 1]);
            }

            _slices[i / 2] = first;
        }

        _slices.RemoveRange((_slices.Count + 1) / 2, _slices.Count / 2);
    }
}

/// <summary>One row of a timeline.</summary>
/// <param name="start">Seconds after the start of the block.</param>
/// <param name="length">How many seconds it covers.</param>
internal sealed class TimelineSlice(double start, double length)
{
    private const long HighestValue = 120 * 10_000_000L;
    private LongHistogram? _histogram;
    private long _highest;

    public double Start => start;

    public double Length => length;

    public long Failed { get; set; }

    /// <summary>Gets the latencies of the answers that came in it, to two digits; null when none came.</summary>
    public LongHistogram? Histogram => _histogram;

    public long Succeeded => _histogram?.TotalCount ?? 0;

    public double? MaximumMilliseconds => _histogram is null ? null : _highest / LatencyRecorder.UnitsPerMillisecond;

    public double? Percentile(double quantile) => _histogram is null ? null : Math.Min(_histogram.GetValueAtPercentile(quantile * 100), _highest) / LatencyRecorder.UnitsPerMillisecond;

    public void Record(long units)
    {
        _histogram ??= New();
        _highest = Math.Max(_highest, units);
        _histogram.RecordValue(Math.Clamp(units, 1, HighestValue));
    }

    public void Add(TimelineSlice other)
    {
        Failed += other.Failed;
        if (other._histogram is not null)
        {
            _histogram ??= New();
            _histogram.Add(other._histogram);
            _highest = Math.Max(_highest, other._highest);
        }
    }

    private static LongHistogram New() => new(1, HighestValue, 2);
}
