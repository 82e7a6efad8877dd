namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Numbers requests from zero.</summary>
internal sealed class RequestSequence
{
    private long _next;

    public long Next() => Interlocked.Increment(ref _next) - 1;
}
