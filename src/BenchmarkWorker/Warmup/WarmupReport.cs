namespace ModelServing.BenchmarkWorker.Warmup;

/// <summary>What happened before the first measured request.</summary>
/// <param name="Requests">Requests sent, none of which is in a figure.</param>
/// <param name="Failures">Those that failed, by kind.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="IsStationary">Whether latency had settled when measuring began.</param>
/// <param name="SettledAfter">The answers that belong to the start rather than to the settled part; null where there is none.</param>
/// <param name="Note">What ended it.</param>
internal sealed record WarmupReport(long Requests, IReadOnlyDictionary<string, long> Failures, double Seconds, bool IsStationary, int? SettledAfter, string Note);
