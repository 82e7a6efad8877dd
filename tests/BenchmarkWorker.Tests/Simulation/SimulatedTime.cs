using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Tests.Simulation;

/// <summary>A clock that jumps from event to event, so that minutes of load pass in no time and the same way each time. What waits for it goes on in the thread that drives it.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _now;
    private long _order;

    public override long TimestampFrequency => Stopwatch.Frequency;

    /// <summary>Gets the seconds since the start.</summary>
    public double Seconds => _now / (double)TimestampFrequency;

    public static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => Epoch + TimeSpan.FromSeconds(Seconds);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(this, callback, state, dueTime, period);

    public void Schedule(long at, Action action) => _events.Enqueue(action, (Math.Max(at, _now), _order++));

    /// <summary>Drives what an asynchronous method waits for until it is done.</summary>
    public T Run<T>(Func<Task<T>> method)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var task = method();
            while (!task.IsCompleted)
            {
                if (!_events.TryDequeue(out var next, out var place))
                {
                    throw new InvalidOperationException($"nothing happens after {Seconds} s, and something waits for it");
                }

                _now = place.At;
                next();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private sealed class Timer : ITimer
    {
        private readonly SimulatedTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private TimeSpan _period;
        private int _version;

        public Timer(SimulatedTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_time, _callback, _state) = (time, callback, state);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _version++;
            Arm(dueTime);
            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Arm(TimeSpan dueTime)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                var version = _version;
                _time.Schedule(_time._now + Ticks(dueTime.TotalSeconds), () => Fire(version));
            }
        }

        private void Fire(int version)
        {
            if (version == _version)
            {
                Arm(_period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : _period);
                _callback(_state);
            }
        }
    }
}
