using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>Counts the requests that took longer than a limit. One that failed or was never sent did, too.</summary>
internal sealed class OverLimit(TimeSpan? limit, TimeProvider time)
{
    private readonly long _ticks = limit is { } span ? (long)(span.TotalSeconds * time.TimestampFrequency) : long.MaxValue;
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Attach(BlockCounters counters) => counters.Observer = Observe;

    private void Observe(long number, long elapsedTicks, bool isAnswer)
    {
        if (!isAnswer || elapsedTicks > _ticks)
        {
            Interlocked.Increment(ref _count);
        }
    }
}
