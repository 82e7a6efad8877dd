namespace ModelServing.BenchmarkWorker.ServerSide;

/// <summary>What a platform says of one block.</summary>
/// <param name="Source">The histogram that says so; null where none does.</param>
/// <param name="Requests">The requests that it counted.</param>
/// <param name="Model">The part of them that running the model took.</param>
/// <param name="Problem">Why nothing is said.</param>
internal sealed record ServerBlock(string? Source, LatencyBucketCounts Requests, LatencyBucketCounts Model, string? Problem)
{
    public static ServerBlock Nothing(string problem) => new(null, LatencyBucketCounts.None, LatencyBucketCounts.None, problem);
}
