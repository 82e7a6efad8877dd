namespace ModelServing.Benchmarks.Load;

/// <summary>What a load generator saw.</summary>
internal readonly record struct LoadResult(double RequestsPerSecond, double P99Milliseconds, long Requests, long Failures);
