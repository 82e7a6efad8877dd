namespace ModelServing.ModelServer.Serving;

/// <summary>Ends the wait for runs that take too long, or that nobody waits for any more: one timer for all, and none while nothing runs.</summary>
internal sealed class RunDeadlines : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    /// <summary>A wait that never ends, but can be added to a timestamp. Clients may ask for 11,000 years.</summary>
    private const double Far = long.MaxValue / 2;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Shard())];
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private int _isArmed;

    public RunDeadlines(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(static state => ((RunDeadlines)state!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); // the state is this
    }

    /// <summary>Watches a run until it ends.</summary>
    public void Add(ModelRun run, TimeSpan timeout)
    {
        run.Deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : _timeProvider.GetTimestamp() + (long)Math.Min(timeout.TotalSeconds * _timeProvider.TimestampFrequency, Far);
        run.Shard = Environment.CurrentManagedThreadId % _shards.Length;
        _shards[run.Shard].Add(run);
        if (Volatile.Read(ref _isArmed) == 0 && Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(Period, Period);
        }
    }

    public void Remove(ModelRun run) => _shards[run.Shard].Remove(run);

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        var now = _timeProvider.GetTimestamp();
        List<ModelRun> late = [];
        var isIdle = true;
        foreach (var shard in _shards)
        {
            isIdle &= shard.Collect(now, late);
        }

        foreach (var run in late)
        {
            run.GiveUp();
        }

        if (isIdle)
        {
            // A run that is added from here on arms the timer again, and one that came just before is seen below.
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _isArmed, 0);
            if (!Array.TrueForAll(_shards, shard => shard.IsEmpty) && Interlocked.Exchange(ref _isArmed, 1) == 0)
            {
                _timer.Change(Period, Period);
            }
        }
    }

    /// <summary>A list through the runs themselves, so that watching one allocates nothing.</summary>
    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private ModelRun? _first;

        public bool IsEmpty => Volatile.Read(ref _first) is null;

        public void Add(ModelRun run)
        {
            lock (_lock)
            {
                run.Next = _first;
                _first?.Previous = run;
                _first = run;
            }
        }

        public void Remove(ModelRun run)
        {
            lock (_lock)
            {
                run.Next?.Previous = run.Previous;
                if (run.Previous is { } previous)
                {
                    previous.Next = run.Next;
                }
                else
                {
                    _first = run.Next;
                }
            }
        }

        /// <summary>Finds the runs to give up on; true when there are none at all.</summary>
        public bool Collect(long now, List<ModelRun> late)
        {
            lock (_lock)
            {
                for (var run = _first; run is not null; run = run.Next)
                {
                    if (run.IsLate(now))
                    {
                        late.Add(run);
                    }
                }

                return _first is null;
            }
        }
    }
}
