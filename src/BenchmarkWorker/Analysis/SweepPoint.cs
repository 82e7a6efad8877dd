namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>One platform at one load of a sweep.</summary>
/// <param name="OfferedRate">Requests a second offered, in a sweep of rates.</param>
/// <param name="Concurrency">Requests in flight, in a sweep of concurrencies.</param>
/// <param name="Result">What was measured there.</param>
internal sealed record SweepPoint(double? OfferedRate, int? Concurrency, PlatformResult Result);
