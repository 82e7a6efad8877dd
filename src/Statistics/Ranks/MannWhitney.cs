using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Ranks;

/// <summary>Rank tests of two independent arms: Mann-Whitney (Wilcoxon rank sum) with Brunner-Munzel (2000) beside it.</summary>
public static class MannWhitney
{
    private const int ExactLimit = 2500;
    private const int PairLimit = 4_000_000;

    /// <summary>Tests whether one arm tends to larger values.</summary>
    public static MannWhitneyResult Test(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment)
    {
        var (n1, n2) = (control.Length, treatment.Length);
        if (n1 == 0 || n2 == 0)
        {
            return new() { Status = StatisticStatus.InsufficientData };
        }

        double[] all = [.. control, .. treatment];
        if (!Array.TrueForAll(all, double.IsFinite))
        {
            return new() { Status = StatisticStatus.InvalidInput };
        }

        var (ranks, ties) = Ranking.MidRanks(all);
        var (n, pairs) = ((double)(n1 + n2), (double)n1 * n2);
        var u = Ranking.Mean(ranks.AsSpan(n1)) * n2 - n2 * (n2 + 1) / 2.0;
        var sigma = Math.Sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))));
        var result = new MannWhitneyResult { Status = StatisticStatus.DegenerateNoDifference, U = u, Auc = u / pairs, Shift = Shift(control, treatment) };
        if (!(sigma > 0))
        {
            return result;
        }

        var distance = Math.Abs(u - pairs / 2);
        var (statistic, p) = BrunnerMunzel(control, treatment, ranks);
        return result with
        {
            Status = StatisticStatus.Ok,
            P = TwoSided(Math.Max(0, distance - 0.5) / sigma),
            PWithoutContinuity = TwoSided(distance / sigma),
            PExact = ties == 0 && pairs <= ExactLimit ? Exact(n1, n2, Math.Min(u, pairs - u)) : null,
            BrunnerMunzel = statistic,
            PBrunnerMunzel = p,
        };
    }

    private static double TwoSided(double z) => Math.Min(1, 2 * StandardNormal.Survival(z));

    private static (double? Statistic, double? P) BrunnerMunzel(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment, double[] ranks)
    {
        var (n1, n2) = (control.Length, treatment.Length);
        if (n1 < 2 || n2 < 2)
        {
            return (null, null);
        }

        var r1 = ranks.AsSpan(0, n1);
        var r2 = ranks.AsSpan(n1);
        var (v1, v2) = (n1 * Placement(r1, Ranking.MidRanks(control).Ranks), n2 * Placement(r2, Ranking.MidRanks(treatment).Ranks));
        if (!(v1 + v2 > 0))
        {
            return (null, null);
        }

        var statistic = (double)n1 * n2 * (Ranking.Mean(r2) - Ranking.Mean(r1)) / ((n1 + n2) * Math.Sqrt(v1 + v2));
        var df = (v1 + v2) * (v1 + v2) / (v1 * v1 / (n1 - 1) + v2 * v2 / (n2 - 1));
        return (statistic, Math.Min(1, 2 * StudentT.Survival(Math.Abs(statistic), df)));
    }

    private static double Placement(ReadOnlySpan<double> overall, double[] within)
    {
        var mean = Ranking.Mean(overall);
        var sum = 0.0;
        for (var i = 0; i < within.Length; i++)
        {
            var deviation = overall[i] - within[i] - mean + (within.Length + 1) / 2.0;
            sum += deviation * deviation;
        }

        return sum / (within.Length - 1);
    }

    /// <summary>Counts the arrangements with U of at most the observed one.</summary>
    private static double Exact(int n1, int n2, double u)
    {
        var counts = new double[n1 * n2 + 1];
        counts[0] = 1;
        for (var j = 1; j <= n2; j++)
        {
            for (var total = counts.Length - 1; total >= n1 + j; total--)
            {
                counts[total] -= counts[total - n1 - j];
            }

            for (var total = j; total < counts.Length; total++)
            {
                counts[total] += counts[total - j];
            }
        }

        var (below, all) = (0.0, 0.0);
        for (var total = 0; total < counts.Length; total++)
        {
            all += counts[total];
            below += total <= u ? counts[total] : 0;
        }

        return Math.Min(1, 2 * below / all);
    }

    private static double? Shift(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment)
    {
        if ((long)control.Length * treatment.Length > PairLimit)
        {
            return null;
        }

        var differences = new double[control.Length * treatment.Length];
        for (var i = 0; i < control.Length; i++)
        {
            for (var j = 0; j < treatment.Length; j++)
            {
                differences[i * treatment.Length + j] = treatment[j] - control[i];
            }
        }

        return Ranking.Median(differences);
    }
}
