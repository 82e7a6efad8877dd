using System.Diagnostics;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Keeps a fixed number of requests in flight against one target, without think time. Latency starts before the send.</summary>
internal sealed class ClosedLoop(PreparedTarget target, int concurrency, TimeSpan timeout) : IDisposable
{
    private readonly IPredictClient _client = PredictClients.Create(target, concurrency, timeout);

    /// <summary>Sends a number of requests, or as many as fit into a duration, and waits for the last answer.</summary>
    /// <param name="round">The block's number, for the record.</param>
    /// <param name="requests">How many to send; zero when time limits the block.</param>
    /// <param name="duration">How long to send; null when the count limits the block.</param>
    /// <param name="observe">Sees the counters while they move.</param>
    /// <param name="cancellationToken">Stops sending and cancels what is in flight; those count as cancelled.</param>
    public async Task<BlockResult> RunAsync(int round, int requests, TimeSpan? duration, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var end = duration is { } length ? start + (long)(length.TotalSeconds * Stopwatch.Frequency) : 0;
        var counters = new BlockCounters(requests, end, concurrency);
        observe?.Invoke(counters);
        var workers = Enumerable.Range(0, requests > 0 ? Math.Min(concurrency, requests) : concurrency)
            .Select(index => new LoadWorker(index, target, _client, timeout)).ToArray();
        try
        {
            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(counters, cancellationToken), CancellationToken.None)));
            return counters.ToResult(round, Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    public void Dispose() => _client.Dispose();
}
