using ModelServing.Statistics.Stationarity;

namespace ModelServing.BenchmarkWorker.Warmup;

/// <summary>Whether latency has settled.</summary>
/// <param name="After">The answers that belong to the start; null when none does not.</param>
/// <param name="Score">Geweke's score of the rest; null where there is too little of it.</param>
internal readonly record struct Settling(int? After, double? Score)
{
    private const double LargestScore = 3;

    public bool IsSettled => Score is { } score && Math.Abs(score) < LargestScore;

    /// <summary>Cuts the start off, then compares how the rest begins with how it ends.</summary>
    public static Settling Of(IReadOnlyList<double> latencies)
    {
        var after = MarginalStandardError.Truncation(latencies);
        return new(after, after is { } cut ? Geweke.Score([.. latencies.Skip(cut)]) : null);
    }
}
