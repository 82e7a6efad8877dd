using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>What an open loop keeps beside latencies: how late it sent, how long the server itself took, and how that changed over the block.</summary>
internal sealed class OpenLoopRecord(ArrivalSchedule schedule)
{
    /// <summary>Stretches of the block, by intended time, whose means tell whether it was stationary.</summary>
    public const int Stretches = 50;

    private readonly LatencyRecorder _service = new();
    private readonly LatencyRecorder _lateness = new();
    private readonly long[] _sums = new long[Stretches];
    private readonly int[] _counts = new int[Stretches];
    private readonly long _length = Math.Max(1, (long)(schedule.Duration.TotalSeconds * Stopwatch.Frequency));
    private long _sent;

    /// <summary>Records that a request went out.</summary>
    /// <param name="lateTicks">How long after its intended time.</param>
    public void Sent(long lateTicks)
    {
        Interlocked.Increment(ref _sent);
        _lateness.Record(Math.Max(0, lateTicks));
    }

    /// <summary>Records an answer.</summary>
    /// <param name="offset">When it was due, after the start.</param>
    /// <param name="responseTicks">From the intended time.</param>
    /// <param name="serviceTicks">From the actual send.</param>
    public void Answered(long offset, long responseTicks, long serviceTicks)
    {
        _service.Record(serviceTicks);
        var stretch = (int)Math.Clamp(offset * Stretches / _length, 0, Stretches - 1);
        Interlocked.Add(ref _sums[stretch], responseTicks);
        Interlocked.Increment(ref _counts[stretch]);
    }

    public OpenLoopResult ToResult()
    {
        var (service, lateness) = (new LatencyTotals(), new LatencyTotals());
        _service.AddTo(service);
        _lateness.AddTo(lateness);
        double?[] means = [.. _sums.Zip(_counts, (sum, count) => count == 0 ? (double?)null : sum * 1000.0 / Stopwatch.Frequency / count)];
        return new(schedule.Count, Interlocked.Read(ref _sent), schedule.Duration, service, lateness, means);
    }
}
