using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Keeps a fixed number of requests in flight against one target. Latency starts before the send.</summary>
/// <param name="target">Whom to call.</param>
/// <param name="client">How; the loop owns it.</param>
/// <param name="concurrency">How many users there are, each with one request at a time.</param>
/// <param name="timing">The clock, and how long to wait.</param>
internal sealed class ClosedLoop(PreparedTarget target, IPredictClient client, int concurrency, LoadTiming timing) : IDisposable
{
    /// <summary>Gets how long a user waits between an answer and the next request.</summary>
    public TimeSpan ThinkTime { get; init; }

    /// <summary>Sends until a limit and waits for what is in flight then.</summary>
    /// <param name="round">The block's number, for the record.</param>
    /// <param name="limit">When to stop.</param>
    /// <param name="observe">Sees the counters while they move.</param>
    /// <param name="cancellationToken">Stops sending and cancels what is in flight; those count as cancelled.</param>
    public async Task<BlockResult> RunAsync(int round, LoadLimit limit, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var counters = new BlockCounters(limit, timing.Time, concurrency);
        observe?.Invoke(counters);
        using var drained = new CancellationTokenSource(limit.Window is { } window ? window + timing.Drain : Timeout.InfiniteTimeSpan, timing.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drained.Token);
        var users = limit is { Requests: > 0, NeedsBoth: false } ? (int)Math.Min(concurrency, limit.Requests) : concurrency;
        var workers = Enumerable.Range(0, users).Select(index => new LoadWorker(index, target, client, timing)).ToArray();
        try
        {
            await Task.WhenAll(workers.Select(worker => UseAsync(worker, counters, end.Token)));
            return counters.ToResult(round, limit is { Requests: > 0, NeedsBoth: false, Duration: null } ? limit.Requests : null, timing.Time.GetElapsedTime(counters.Start));
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    public void Dispose() => client.Dispose();

    private async Task UseAsync(LoadWorker worker, BlockCounters counters, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && counters.TryClaim(out var number))
        {
            await worker.SendAsync(counters, number, timing.Time.GetTimestamp(), cancellationToken);
            if (ThinkTime > TimeSpan.Zero)
            {
                await PreciseSleep.DelayAsync(timing.Time, ThinkTime, cancellationToken);
            }
        }
    }
}
