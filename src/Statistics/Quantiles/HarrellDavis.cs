using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Quantiles;

/// <summary>A quantile as a weighted mean of all order statistics (Harrell and Davis 1982): smoother than one order statistic where samples are small.</summary>
public static class HarrellDavis
{
    /// <summary>The estimate; null without observations or for a quantile outside (0, 1).</summary>
    public static double? Estimate(ReadOnlySpan<double> values, double quantile) =>
        values.Length == 0 || quantile is not (> 0 and < 1) ? null
            : Moments(Sorted(values), (values.Length + 1) * quantile, (values.Length + 1) * (1 - quantile)).First;

    /// <summary>The standard error by Maritz and Jarrett (1978); null where the sample is too small for it.</summary>
    public static double? StandardError(ReadOnlySpan<double> values, double quantile)
    {
        var rank = (int)(quantile * values.Length + 0.5);
        if (rank < 2 || rank >= values.Length || quantile is not (> 0 and < 1))
        {
            return null;
        }

        var (first, second) = Moments(Sorted(values), rank - 1, values.Length - rank);
        return Math.Sqrt(Math.Max(0, second - first * first));
    }

    private static (double First, double Second) Moments(double[] sorted, double a, double b)
    {
        var (first, second, below) = (0.0, 0.0, 0.0);
        for (var i = 0; i < sorted.Length; i++)
        {
            var upTo = BetaDistribution.Cdf((i + 1.0) / sorted.Length, a, b);
            first += (upTo - below) * sorted[i];
            second += (upTo - below) * sorted[i] * sorted[i];
            below = upTo;
        }

        return (first, second);
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
