namespace ModelServing.BenchmarkWorker.ServerSide;

/// <summary>What one histogram says at one time.</summary>
/// <param name="Problem">Why it says nothing.</param>
internal sealed record ServerLook(LatencyBucketCounts Requests, LatencyBucketCounts Model, string? Problem);
