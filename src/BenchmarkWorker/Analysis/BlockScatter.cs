using ModelServing.Statistics.Means;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>
/// How much the blocks of all platforms of a run scatter, beside what the round explains. Five pairs say little of their own scatter, so that two of three
/// platforms are better compared with all three's; but never with less than their own, because platforms need not scatter alike. With three platforms whose
/// blocks scatter by 2 %, one that is 5 % slower was told from both others in 67 % of simulated runs instead of 47 %, with five in 39 % instead of 5 %; identical ones were called
/// different in 2.8 to 5.3 %, of which the most where one scattered six times as much as the others. Without the pair's own it would have been 11.6 % there.
/// </summary>
/// <param name="Variance">The variance of the logarithm of one block.</param>
/// <param name="DegreesOfFreedom">How well it is known.</param>
internal sealed record BlockScatter(double Variance, int DegreesOfFreedom)
{
    /// <summary>Null where there are no more than two platforms to learn from.</summary>
    public static BlockScatter? Of(BlockMetric metric, IReadOnlyList<PlatformResult> platforms)
    {
        PlatformResult[] known = [.. platforms.Where(platform => platform.Blocks.Count > 0 && platform.Blocks.All(block => block.Succeeded >= metric.FewestRequests && metric.Value(block) > 0))];
        int[] rounds = known.Length < 3 ? [] : [.. known.Select(platform => platform.Blocks.Select(block => block.Round)).Aggregate((left, right) => left.Intersect(right)).Order()];
        return RandomizedBlocks.Residual([.. known.Select(platform => Logarithms(metric, platform, rounds))]) is var (variance, freedom) ? new(variance, freedom) : null;
    }

    /// <summary>Judges a pair by the larger of the two scatters.</summary>
    public TTestResult Judge(TTestResult paired, int pairs) => paired is { PTwoSided: not null, Difference: { } difference, StandardError: { } own }
        ? TTest.FromEstimate(difference, Math.Max(own, Math.Sqrt(2 * Variance / pairs)), DegreesOfFreedom)
        : paired;

    private static double[] Logarithms(BlockMetric metric, PlatformResult platform, int[] rounds) =>
        [.. rounds.Select(round => Math.Log(metric.Value(platform.Blocks.First(block => block.Round == round)) ?? 1))];
}
