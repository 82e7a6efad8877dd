using System.Diagnostics;
using HdrHistogram;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Records latencies in steps of 0.1 µs with three significant digits up to two minutes; longer ones are clamped and counted.</summary>
internal sealed class LatencyRecorder
{
    public const double UnitsPerMillisecond = 10_000;
    private const long HighestValue = 120 * 10_000_000L;
    private static readonly double TicksToUnits = 10_000_000.0 / Stopwatch.Frequency;

    private readonly Lock _lock = new();
    private readonly LongHistogram _histogram = NewHistogram();
    private long _sum;
    private long _minimum = long.MaxValue;
    private long _maximum;
    private long _overflow;

    public static LongHistogram NewHistogram() => new(1, HighestValue, 3);

    public void Record(long elapsedTicks)
    {
        var units = Math.Max(1, (long)(elapsedTicks * TicksToUnits));
        lock (_lock)
        {
            _sum += units;
            _minimum = Math.Min(_minimum, units);
            _maximum = Math.Max(_maximum, units);
            _overflow += units > HighestValue ? 1 : 0;
            _histogram.RecordValue(Math.Min(units, HighestValue));
        }
    }

    public void AddTo(LatencyTotals totals)
    {
        lock (_lock)
        {
            if (_histogram.TotalCount > 0)
            {
                totals.Add(_histogram, _sum, _minimum, _maximum, _overflow);
            }
        }
    }
}
