using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Ranks;

/// <summary>Wilcoxon's signed-rank test of paired differences; zero differences are dropped.</summary>
public static class SignedRank
{
    private const int ExactLimit = 25;

    /// <summary>Tests whether treatment minus control is centred at zero.</summary>
    public static SignedRankResult Test(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment)
    {
        if (control.Length != treatment.Length)
        {
            return new(StatisticStatus.InvalidInput, null, null);
        }

        List<double> differences = [];
        List<double> all = [];
        for (var i = 0; i < control.Length; i++)
        {
            var difference = treatment[i] - control[i];
            if (!double.IsFinite(difference))
            {
                return new(StatisticStatus.InvalidInput, null, null);
            }

            all.Add(difference);
            if (difference != 0)
            {
                differences.Add(difference);
            }
        }

        return control.Length == 0 ? new(StatisticStatus.InsufficientData, null, null)
            : differences.Count == 0 ? new(StatisticStatus.DegenerateNoDifference, null, null, 0) : Test(differences) with { Shift = Shift(all) };
    }

    private static double Shift(List<double> differences)
    {
        List<double> means = [];
        for (var i = 0; i < differences.Count; i++)
        {
            means.AddRange(differences.Skip(i).Select(other => (differences[i] + other) / 2));
        }

        means.Sort();
        return (means[(means.Count - 1) / 2] + means[means.Count / 2]) / 2;
    }

    private static SignedRankResult Test(List<double> differences)
    {
        var n = differences.Count;
        var (ranks, ties) = Ranking.MidRanks(differences.Select(Math.Abs).ToArray());
        var positive = ranks.Where((_, i) => differences[i] > 0).Sum();
        var w = Math.Min(positive, n * (n + 1) / 2.0 - positive);
        if (n <= ExactLimit)
        {
            return new(StatisticStatus.Ok, w, Exact(ranks, w));
        }

        var sigma = Math.Sqrt(n * (n + 1.0) * (2.0 * n + 1) / 24 - ties / 48);
        return new(StatisticStatus.Ok, w, Math.Min(1, 2 * StandardNormal.Survival((n * (n + 1) / 4.0 - w) / sigma)));
    }

    /// <summary>The permutation distribution of the rank sum; ranks are doubled so that ties count in whole numbers.</summary>
    private static double Exact(double[] ranks, double w)
    {
        var counts = new double[ranks.Length * (ranks.Length + 1) + 1];
        counts[0] = 1;
        foreach (var rank in ranks)
        {
            var step = (int)Math.Round(2 * rank);
            for (var sum = counts.Length - 1; sum >= step; sum--)
            {
                counts[sum] += counts[sum - step];
            }
        }

        return Math.Min(1, 2 * counts.Take((int)Math.Round(2 * w) + 1).Sum() / Math.Pow(2, ranks.Length));
    }
}
