using System.Collections.Concurrent;
using System.Diagnostics;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>
/// Sends requests when a schedule says, however long the answers take. Latency starts when a request was meant to be sent, so a server that
/// stalls is charged for everyone who had to wait; the time from the actual send is kept beside it.
/// </summary>
internal sealed class OpenLoop(PreparedTarget target, int maxInFlight, TimeSpan timeout) : IDisposable
{
    private readonly IPredictClient _client = PredictClients.Create(target, maxInFlight, timeout);

    /// <summary>Sends a schedule's requests and waits for the last answer.</summary>
    /// <param name="round">The block's number, for the record.</param>
    /// <param name="schedule">When to send.</param>
    /// <param name="observe">Sees the counters while they move.</param>
    /// <param name="cancellationToken">Stops sending and cancels what is in flight; those count as cancelled.</param>
    public async Task<BlockResult> RunAsync(int round, ArrivalSchedule schedule, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var counters = new BlockCounters(schedule.Offsets.Length, 0, 64) { Open = new OpenLoopRecord(schedule) };
        observe?.Invoke(counters);
        using var flight = new Flight(target, _client, timeout, maxInFlight, counters, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var sent = new TaskCompletionSource();
        var thread = new Thread(() => Send(flight, schedule, start, counters, sent, cancellationToken)) { IsBackground = true, Name = "open loop", Priority = ThreadPriority.AboveNormal };
        thread.Start();
        await sent.Task;
        await flight.LandAsync();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return counters.ToResult(round, elapsed > schedule.Duration ? elapsed : schedule.Duration);
    }

    public void Dispose() => _client.Dispose();

    private static void Send(Flight flight, ArrivalSchedule schedule, long start, BlockCounters counters, TaskCompletionSource sent, CancellationToken cancellationToken)
    {
        try
        {
            var offsets = schedule.Offsets.Span;
            for (var i = 0; i < offsets.Length; i++)
            {
                var due = start + offsets[i];
                PreciseSleep.Until(due, cancellationToken);
                if (cancellationToken.IsCancellationRequested || counters.GaveUp)
                {
                    break;
                }

                flight.Start(i, due);
            }

            sent.SetResult();
        }
        catch (Exception exception)
        {
            sent.SetException(exception);
        }
    }

    /// <summary>The requests under way. Those who carry them are kept for the next.</summary>
    private sealed class Flight(PreparedTarget target, IPredictClient client, TimeSpan timeout, int most, BlockCounters counters, CancellationToken cancellationToken) : IDisposable
    {
        private readonly ConcurrentStack<Carrier> _idle = new();
        private readonly TaskCompletionSource _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _made;
        private int _inFlight = 1; // the sender itself, until it is done

        public void Start(long number, long due)
        {
            if (Interlocked.Increment(ref _inFlight) - 1 > most)
            {
                Interlocked.Decrement(ref _inFlight);
                return; // never sent: the record knows the schedule's length
            }

            if (!_idle.TryPop(out var carrier))
            {
                carrier = new Carrier(this, new LoadWorker(_made++, target, client, timeout));
            }

            carrier.Start(number, due);
        }

        public Task LandAsync()
        {
            Leave();
            return _landed.Task;
        }

        public void Dispose()
        {
            foreach (var carrier in _idle)
            {
                carrier.Worker.Dispose();
            }
        }

        private void Leave()
        {
            if (Interlocked.Decrement(ref _inFlight) == 0)
            {
                _landed.TrySetResult();
            }
        }

        private sealed class Carrier(Flight flight, LoadWorker worker) : IThreadPoolWorkItem
        {
            private long _number;
            private long _due;

            public LoadWorker Worker => worker;

            public void Start(long number, long due)
            {
                (_number, _due) = (number, due);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            void IThreadPoolWorkItem.Execute() => _ = CarryAsync();

            private async Task CarryAsync()
            {
                try
                {
                    await worker.SendAsync(flight.Counters, _number, _due, flight.Cancellation);
                }
                finally
                {
                    flight._idle.Push(this);
                    flight.Leave();
                }
            }
        }

        private BlockCounters Counters => counters;

        private CancellationToken Cancellation => cancellationToken;
    }
}
