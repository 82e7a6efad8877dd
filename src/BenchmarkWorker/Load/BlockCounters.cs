using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>The shared state of one block: who sends next, what came back, and whether to give up.</summary>
internal sealed class BlockCounters(int limit, long endTimestamp, int concurrency)
{
    private readonly LatencyRecorder[] _succeeded = [.. Enumerable.Range(0, Math.Min(concurrency, 16)).Select(_ => new LatencyRecorder())];
    private readonly LatencyRecorder _failed = new();
    private readonly long[] _failures = new long[FailureKind.Count];
    private readonly Timeline _timeline = new(Stopwatch.GetTimestamp());
    private readonly int _patience = Math.Max(20, 2 * concurrency);
    private long _claimed;
    private long _completed;
    private long _answered;
    private long _unanswered;
    private long _firstResponseTicks;
    private string? _firstProblem;

    /// <summary>Gets what an open loop records beside; null in a closed one.</summary>
    public OpenLoopRecord? Open { get; init; }

    public bool GaveUp => Volatile.Read(ref _answered) == 0 && Volatile.Read(ref _unanswered) >= _patience;

    public long Succeeded => Volatile.Read(ref _answered);

    public long Completed => Volatile.Read(ref _completed);

    /// <summary>Takes the next request's number, or says that the block is over.</summary>
    public bool TryClaim(out long number)
    {
        number = -1;
        if (GaveUp || (endTimestamp > 0 && Stopwatch.GetTimestamp() >= endTimestamp))
        {
            return false;
        }

        number = Interlocked.Increment(ref _claimed) - 1;
        return limit == 0 || number < limit;
    }

    public void Succeed(int worker, long elapsedTicks)
    {
        _succeeded[worker % _succeeded.Length].Record(elapsedTicks);
        _timeline.Succeed(Stopwatch.GetTimestamp(), elapsedTicks);
        Interlocked.Increment(ref _completed);
        if (Interlocked.Increment(ref _answered) == 1)
        {
            Volatile.Write(ref _firstResponseTicks, elapsedTicks);
        }
    }

    public void Fail(FailureKind kind, long elapsedTicks, string problem)
    {
        _failed.Record(elapsedTicks);
        _timeline.Fail(Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _failures[kind.Index]);
        Interlocked.Increment(ref _completed);
        Interlocked.CompareExchange(ref _firstProblem, problem, null);
        if (kind.IsUnanswered)
        {
            Interlocked.Increment(ref _unanswered);
        }
    }

    public void AddSucceededTo(LatencyTotals totals) => Array.ForEach(_succeeded, recorder => recorder.AddTo(totals));

    public BlockResult ToResult(int round, TimeSpan elapsed)
    {
        var (succeeded, failed) = (new LatencyTotals(), new LatencyTotals());
        AddSucceededTo(succeeded);
        _failed.AddTo(failed);
        return new()
        {
            Round = round,
            Elapsed = elapsed,
            Issued = Completed,
            Succeeded = succeeded,
            Failed = failed,
            Failures = [.. _failures],
            GaveUp = GaveUp,
            FirstProblem = _firstProblem,
            Open = Open?.ToResult(),
            Timeline = _timeline.Read(elapsed),
            FirstResponse = _firstResponseTicks > 0 ? Stopwatch.GetElapsedTime(0, _firstResponseTicks) : null,
        };
    }
}
