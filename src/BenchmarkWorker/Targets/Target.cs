namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>An endpoint as the user names it.</summary>
internal sealed record Target(Platform Platform, Uri Url);
