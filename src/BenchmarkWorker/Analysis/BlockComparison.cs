using ModelServing.Statistics.Means;
using ModelServing.Statistics.Planning;
using ModelServing.Statistics.Ranks;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Pairs blocks of the same round and tests the mean log ratio: drift of the machine cancels, and the answer is a percentage.</summary>
internal static class BlockComparison
{
    /// <param name="metric">What to compare.</param>
    /// <param name="left">The one platform.</param>
    /// <param name="right">The other.</param>
    /// <param name="margin">The smallest difference that matters, as a share.</param>
    /// <param name="scatter">How much the blocks of all platforms scatter; null where these are all.</param>
    public static Comparison Of(BlockMetric metric, PlatformResult left, PlatformResult right, double margin, BlockScatter? scatter = null)
    {
        (BlockSummary Left, BlockSummary Right)[] all = [.. left.Blocks.Join(right.Blocks, block => block.Round, block => block.Round, (l, r) => (l, r))];
        var fewest = all.Length == 0 ? 0 : all.Min(round => Math.Min(round.Left.Succeeded, round.Right.Succeeded));
        if (fewest > 0 && fewest < metric.FewestRequests)
        {
            return Nothing(metric, left, right, $"blocks of {fewest} answers have no {metric.Name} of their own: {metric.FewestRequests} do");
        }

        (BlockSummary Left, BlockSummary Right)[] rounds = [.. all.Where(round => metric.Value(round.Left) > 0 && metric.Value(round.Right) > 0)];
        double[] before = [.. rounds.Select(round => Math.Log(metric.Value(round.Left) ?? 1))];
        double[] after = [.. rounds.Select(round => Math.Log(metric.Value(round.Right) ?? 1))];
        var paired = TTest.Paired(before, after);
        var test = scatter?.Judge(paired, before.Length) ?? paired;
        if (test.PTwoSided is null)
        {
            var why = before.Length < 2 ? $"{before.Length} paired blocks are not enough" : $"{before.Length} paired blocks do not scatter at all, so chance cannot be told from a difference";
            return Nothing(metric, left, right, why) with { Ratio = Exp(test.Difference) };
        }

        var ranks = SignedRank.Test(before, after);
        return new(
            metric.Name, left.Name, right.Name, Exp(test.Difference), Exp(test.Interval?.Low), Exp(test.Interval?.High), test.PTwoSided, null, false, scatter is null ? $"{before.Length} paired blocks" : $"{before.Length} paired blocks, and the scatter of all platforms",
            Margin: margin,
            EquivalenceP: EquivalenceTest.Within(test, -Math.Log(1 + margin), Math.Log(1 + margin)).P,
            RobustRatio: Exp(ranks.Shift),
            SignedRankP: ranks.P,
            BlocksNeeded: Power.PairsNeeded(Math.Log(1 + margin), (test.StandardError ?? 0) * Math.Sqrt(before.Length)));
    }

    public static Comparison Nothing(BlockMetric metric, PlatformResult left, PlatformResult right, string why) =>
        new(metric.Name, left.Name, right.Name, null, null, null, null, null, false, why);

    private static double? Exp(double? log) => log is { } value ? Math.Exp(value) : null;
}
