using System.Collections.Concurrent;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>The requests of an open loop that are under way. Those who carry them are kept for the next.</summary>
internal sealed class Flight(PreparedTarget target, IPredictClient client, int most, BlockCounters counters, LoadTiming timing, CancellationToken cancellationToken) : IDisposable
{
    private readonly ConcurrentStack<LoadWorker> _idle = new();
    private readonly TaskCompletionSource _landed = new();
    private int _made;
    private int _inFlight = 1; // the sender itself, until it is done

    /// <summary>Sends a request from the calling thread, unless too many are under way: then it is never sent, and the record knows the schedule's length.</summary>
    public void Start(long number, long due)
    {
        if (Interlocked.Increment(ref _inFlight) - 1 > most)
        {
            Interlocked.Decrement(ref _inFlight);
            counters.Refuse(number);
            return;
        }

        if (!_idle.TryPop(out var worker))
        {
            worker = new LoadWorker(_made++, target, client, timing);
        }

        _ = CarryAsync(worker, number, due);
    }

    /// <summary>Waits for the last of them.</summary>
    public Task LandAsync()
    {
        Leave();
        return _landed.Task;
    }

    public void Dispose()
    {
        foreach (var worker in _idle)
        {
            worker.Dispose();
        }
    }

    private async Task CarryAsync(LoadWorker worker, long number, long due)
    {
        try
        {
            await worker.SendAsync(counters, number, due, cancellationToken);
        }
        finally
        {
            _idle.Push(worker);
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0)
        {
            _landed.TrySetResult();
        }
    }
}
