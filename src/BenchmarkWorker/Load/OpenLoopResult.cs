namespace ModelServing.BenchmarkWorker.Load;

/// <summary>What one block of an open loop did with its schedule.</summary>
/// <param name="Scheduled">Requests that the schedule asked for.</param>
/// <param name="Sent">Requests that went out; the others found too many in flight, or the block was broken off.</param>
/// <param name="Duration">How long the schedule is.</param>
/// <param name="Service">Times from the actual send to the answer.</param>
/// <param name="Lateness">Times from the intended to the actual send.</param>
/// <param name="MeanByStretch">Mean latency of successive stretches of the schedule, in milliseconds; null where nothing was answered.</param>
internal sealed record OpenLoopResult(long Scheduled, long Sent, TimeSpan Duration, LatencyTotals Service, LatencyTotals Lateness, IReadOnlyList<double?> MeanByStretch);
