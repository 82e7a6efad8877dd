using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Batching;

/// <summary>Shares a number of threads among all queues in turn. Threads are only taken while there is a batch to run; one timer watches all ages.</summary>
internal sealed class BatchScheduler : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<BatchQueue> _line = new();
    private readonly HashSet<BatchQueue> _filled = [];
    private readonly HashSet<Batch> _running = [];
    private readonly TimeProvider _timeProvider;
    private readonly int _threads;
    private readonly Action<IThreadPoolWorkItem> _start;
    private readonly ITimer _timer;
    private int _taken;
    private int _starting;
    private long _wake = long.MaxValue;

    /// <summary>Creates a scheduler; <paramref name="start"/> runs work on a thread of its choice, by default one of the pool's.</summary>
    public BatchScheduler(int threads, TimeProvider timeProvider, Action<IThreadPoolWorkItem>? start = null)
    {
        _threads = threads;
        _timeProvider = timeProvider;

        // Behind the work that is there already: what that enqueues joins the batch.
        _start = start ?? (static work => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false));
        _timer = timeProvider.CreateTimer(static scheduler => ((BatchScheduler)scheduler!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); // the state is the scheduler
    }

    /// <summary>Queues a request, or says why it is refused.</summary>
    public ServingError? Submit(BatchQueue queue, BatchRequest request)
    {
        lock (_lock)
        {
            if (queue.Add(request) is { } error)
            {
                return error;
            }

            _filled.Add(queue);
            var now = request.Enqueued;
            LineUp_NeedsLock(queue, now);
            if (queue.IsLinedUp)
            {
                WakeAt_NeedsLock(request.Deadline, now);
                StartThreads_NeedsLock();
            }
            else
            {
                WakeAt_NeedsLock(queue.NextEvent(now), now);
            }
        }

        return null;
    }

    public void Dispose() => _timer.Dispose();

    void IThreadPoolWorkItem.Execute()
    {
        if (Take() is { } batch)
        {
            batch.Queue.Runner.Run(batch);
            lock (_lock)
            {
                _running.Remove(batch);
                _taken--;
                StartThreads_NeedsLock();
            }
        }
    }

    private Batch? Take()
    {
        List<Batch> late = [];
        Batch? batch = null;
        lock (_lock)
        {
            _starting--;
            var now = _timeProvider.GetTimestamp();
            if (now >= _wake)
            {
                Look_NeedsLock(now, late);
            }

            while (batch is null && _line.TryDequeue(out var queue))
            {
                queue.IsLinedUp = false;
                batch = queue.Take(now);
                LineUp_NeedsLock(queue, now);
                if (queue.IsEmpty)
                {
                    _filled.Remove(queue);
                }
                else if (!queue.IsLinedUp)
                {
                    WakeAt_NeedsLock(queue.NextEvent(now), now);
                }
            }

            if (batch is null)
            {
                _taken--;
            }
            else
            {
                _running.Add(batch);
            }

            StartThreads_NeedsLock();
        }

        late.ForEach(static batch => batch.Fail(BatchErrors.Late));
        return batch;
    }

    private void Look()
    {
        List<Batch> late = [];
        lock (_lock)
        {
            Look_NeedsLock(_timeProvider.GetTimestamp(), late);
            StartThreads_NeedsLock();
        }

        late.ForEach(static batch => batch.Fail(BatchErrors.Late));
    }

    /// <summary>Lines up the queues whose batches have come of age, and ends the wait of those who are late.</summary>
    private void Look_NeedsLock(long now, List<Batch> late)
    {
        var next = long.MaxValue;
        foreach (var queue in _filled)
        {
            queue.TakeLate(now, late);
            LineUp_NeedsLock(queue, now);
            next = Math.Min(next, queue.NextEvent(now));
        }

        _filled.RemoveWhere(static queue => queue.IsEmpty);
        foreach (var batch in _running)
        {
            if (batch.Deadline <= now)
            {
                batch.Expire();
            }

            next = Math.Min(next, batch.Deadline);
        }

        _wake = long.MaxValue;
        WakeAt_NeedsLock(next, now);
    }

    private void LineUp_NeedsLock(BatchQueue queue, long now)
    {
        if (!queue.IsLinedUp && queue.HasRunnable(now))
        {
            queue.IsLinedUp = true;
            _line.Enqueue(queue);
        }
    }

    private void StartThreads_NeedsLock()
    {
        while (_taken < _threads && _starting < _line.Count)
        {
            _taken++;
            _starting++;
            _start(this);
        }
    }

    /// <summary>Sets the timer, unless it goes off earlier anyway. Its grain is a millisecond: rounding down would have it go off for nothing.</summary>
    private void WakeAt_NeedsLock(long timestamp, long now)
    {
        if (timestamp < _wake)
        {
            _wake = timestamp;
            var wait = _timeProvider.GetElapsedTime(now, timestamp).TotalMilliseconds;
            _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait), 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
        }
    }
}
