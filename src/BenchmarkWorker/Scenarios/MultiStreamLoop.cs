using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>Sends queries of several samples, each query when the one before is answered. A query is as slow as its slowest sample.</summary>
internal sealed class MultiStreamLoop(PreparedTarget target, IPredictClient client, int samples, LoadTiming timing)
{
    private readonly LatencyRecorder _queries = new();

    /// <summary>Gets the queries that were sent.</summary>
    public long Queries { get; private set; }

    /// <summary>Gets those of which a sample failed.</summary>
    public long FailedQueries { get; private set; }

    /// <summary>Gets those that failed or took longer than the target.</summary>
    public long OverTarget { get; private set; }

    public async Task<BlockResult> RunAsync(int round, LoadLimit limit, TimeSpan? targetLatency, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var counters = new BlockCounters(limit, timing.Time, samples);
        observe?.Invoke(counters);
        var workers = Enumerable.Range(0, samples).Select(index => new LoadWorker(index, target, client, timing)).ToArray();
        try
        {
            while (!cancellationToken.IsCancellationRequested && counters.TryClaim(out var query))
            {
                var (start, answered) = (timing.Time.GetTimestamp(), counters.Succeeded);
                await Task.WhenAll(workers.Select((worker, index) => worker.SendAsync(counters, (query * samples) + index, start, cancellationToken)));
                Record(timing.Time.GetTimestamp() - start, counters.Succeeded - answered == samples, targetLatency);
            }

            return counters.ToResult(round, null, timing.Time.GetElapsedTime(counters.Start));
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    public LatencyTotals Latencies()
    {
        var totals = new LatencyTotals();
        _queries.AddTo(totals);
        return totals;
    }

    private void Record(long elapsedTicks, bool isAnswered, TimeSpan? targetLatency)
    {
        Queries++;
        OverTarget += isAnswered && !(timing.Time.GetElapsedTime(0, elapsedTicks) > targetLatency) ? 0 : 1;
        if (isAnswered)
        {
            _queries.Record(elapsedTicks);
        }
        else
        {
            FailedQueries++;
        }
    }
}
