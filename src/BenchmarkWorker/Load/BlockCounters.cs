using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>The shared state of one block: who sends next, what went out, what came back, and whether to give up.</summary>
internal sealed class BlockCounters(LoadLimit limit, TimeProvider time, int concurrency)
{
    /// <summary>Recorders that workers share: one for each would be a hundred megabytes where there are hundreds.</summary>
    private const int MostLanes = 16;

    private readonly LatencyRecorder[] _succeeded = [.. Enumerable.Range(0, Math.Min(concurrency, MostLanes)).Select(_ => new LatencyRecorder())];
    private readonly LatencyRecorder _failed = new();
    private readonly long[] _failures = new long[FailureKind.Count];
    private readonly Timeline _timeline = new(time.GetTimestamp(), Math.Min(concurrency, MostLanes));
    private readonly int _patience = Math.Max(20, 2 * concurrency);
    private readonly long _windowEnd = limit.Window is { } window ? time.GetTimestamp() + (long)(window.TotalSeconds * time.TimestampFrequency) : long.MaxValue;
    private long _claimed;
    private long _sent;
    private long _completed;
    private long _drained;
    private long _drainedAnswers;
    private long _answered;
    private long _unanswered;
    private long _firstResponseTicks;
    private string? _firstProblem;
    private bool _isStopped;

    /// <summary>Gets when the block began.</summary>
    public long Start { get; } = time.GetTimestamp();

    /// <summary>Gets what an open loop records beside; null in a closed one.</summary>
    public OpenLoopRecord? Open { get; init; }

    /// <summary>Gets or sets who sees every request end.</summary>
    public Observation? Observer { get; set; }

    /// <summary>Gets the span of the block, under which its requests' spans go.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    public bool GaveUp => Volatile.Read(ref _answered) == 0 && Volatile.Read(ref _unanswered) >= _patience;

    /// <summary>Gets whether no more is to be sent: somebody has seen enough, or nobody answers.</summary>
    public bool IsOver => Volatile.Read(ref _isStopped) || GaveUp;

    public long Succeeded => Volatile.Read(ref _answered);

    public long Completed => Volatile.Read(ref _completed);

    /// <summary>Ends the sending; what is in flight is waited for.</summary>
    public void Stop() => Volatile.Write(ref _isStopped, true);

    /// <summary>Takes the next request's number, or says that the block is over.</summary>
    public bool TryClaim(out long number)
    {
        number = -1;
        if (IsOver)
        {
            return false;
        }

        number = Interlocked.Increment(ref _claimed) - 1;
        return limit.Allows(number, time.GetElapsedTime(Start));
    }

    /// <summary>Counts a request that goes out.</summary>
    public void Sent() => Interlocked.Increment(ref _sent);

    /// <param name="number">The request's number.</param>
    /// <param name="worker">Who sent it, which spreads the recording.</param>
    /// <param name="end">When its answer was there.</param>
    /// <param name="elapsedTicks">Its latency.</param>
    public void Succeed(long number, int worker, long end, long elapsedTicks)
    {
        _succeeded[worker % _succeeded.Length].Record(elapsedTicks);
        _timeline.Succeed(worker, end, elapsedTicks);
        if (end > _windowEnd)
        {
            Interlocked.Increment(ref _drainedAnswers);
        }

        if (Interlocked.Increment(ref _answered) == 1)
        {
            Volatile.Write(ref _firstResponseTicks, elapsedTicks);
        }

        Complete(number, end, elapsedTicks, isAnswer: true);
    }

    public void Fail(long number, FailureKind kind, long end, long elapsedTicks, string problem)
    {
        _failed.Record(elapsedTicks);
        Interlocked.Increment(ref _failures[kind.Index]);
        _timeline.Fail(end);
        Interlocked.CompareExchange(ref _firstProblem, problem, null);
        if (kind.IsUnanswered)
        {
            Interlocked.Increment(ref _unanswered);
        }

        Complete(number, end, elapsedTicks, isAnswer: false);
    }

    /// <summary>Tells the observer of a request that could not be sent.</summary>
    public void Refuse(long number) => Observer?.Invoke(number, long.MaxValue, false);

    public void AddSucceededTo(LatencyTotals totals) => Array.ForEach(_succeeded, recorder => recorder.AddTo(totals));

    /// <summary>Sums the block up once nothing is in flight any more.</summary>
    /// <param name="round">The block's number, for the record.</param>
    /// <param name="scheduled">How many requests were to be sent.</param>
    /// <param name="elapsed">How long was measured, if the loop did not last its whole window.</param>
    public BlockResult ToResult(int round, long? scheduled, TimeSpan elapsed)
    {
        var (succeeded, failed) = (new LatencyTotals(), new LatencyTotals());
        AddSucceededTo(succeeded);
        _failed.AddTo(failed);
        return new()
        {
            Round = round,
            Elapsed = limit.Window is { } window && window < elapsed ? window : elapsed,
            Total = elapsed,
            Scheduled = scheduled ?? _sent,
            Issued = _sent,
            Succeeded = succeeded,
            Failed = failed,
            Failures = [.. _failures],
            Drained = _drained,
            DrainedAnswers = _drainedAnswers,
            GaveUp = GaveUp,
            FirstProblem = _firstProblem,
            Open = Open?.ToResult(),
            Timeline = _timeline.Read(elapsed),
            FirstResponse = _firstResponseTicks > 0 ? time.GetElapsedTime(0, _firstResponseTicks) : null,
        };
    }

    private void Complete(long number, long end, long elapsedTicks, bool isAnswer)
    {
        if (end > _windowEnd)
        {
            Interlocked.Increment(ref _drained);
        }

        Interlocked.Increment(ref _completed);
        Observer?.Invoke(number, elapsedTicks, isAnswer);
    }
}
