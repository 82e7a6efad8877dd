namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What a platform was offered in an open loop. Times in milliseconds.</summary>
/// <param name="OfferedRate">Requests a second of the schedule.</param>
/// <param name="Scheduled">Requests of the schedule.</param>
/// <param name="NotSent">Those that were never sent: too many were in flight, or the block was broken off.</param>
/// <param name="Service">Percentiles of the time from the actual send, which leaves out the wait for it.</param>
/// <param name="LatenessP50">How late requests were sent: the median.</param>
/// <param name="LatenessP99">And the 99th percentile.</param>
internal sealed record OpenLoopFigures(double OfferedRate, long Scheduled, long NotSent, IReadOnlyDictionary<string, double?> Service, double? LatenessP50, double? LatenessP99);
