namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>What a cluster's API said.</summary>
/// <param name="Value">What was read; null with a problem.</param>
/// <param name="Problem">Why there is nothing.</param>
/// <param name="IsForGood">Whether asking again will not help: the user may not read it, or it is not there.</param>
internal sealed record ClusterAnswer<T>(T? Value, string? Problem, bool IsForGood = false)
    where T : class;
