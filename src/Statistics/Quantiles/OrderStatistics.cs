using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Quantiles;

/// <summary>Distribution-free confidence intervals of quantiles (David and Nagaraja, section 7.1): the ranks follow a binomial distribution.</summary>
public static class OrderStatistics
{
    /// <summary>The ranks between which the quantile lies with the given two-sided confidence.</summary>
    public static QuantileInterval Interval(long count, double quantile, double confidence = 0.95)
    {
        if (quantile is not (> 0 and < 1) || confidence is not (> 0 and < 1) || count < 0)
        {
            return new(StatisticStatus.InvalidInput, null, null, null);
        }

        if (count == 0)
        {
            return new(StatisticStatus.InsufficientData, null, null, null);
        }

        var tail = (1 - confidence) / 2;
        var low = BinomialDistribution.Quantile(tail, count, quantile);
        var high = BinomialDistribution.Quantile(1 - tail, count, quantile) + 1;
        var below = low > 0 ? BinomialDistribution.Cdf(low - 1, count, quantile) : 0;
        var above = high <= count ? BinomialDistribution.Cdf(high - 1, count, quantile) : 1;
        return new(low > 0 && high <= count ? StatisticStatus.Ok : StatisticStatus.Unbounded, low > 0 ? low : null, high <= count ? high : null, above - below);
    }

    /// <summary>The smallest sample whose maximum is an upper confidence bound of the quantile.</summary>
    public static long MinimumCount(double quantile, double confidence = 0.95, bool twoSided = true) =>
        (long)Math.Ceiling(Math.Log((1 - confidence) / (twoSided ? 2 : 1)) / Math.Log(quantile));

    /// <summary>Compares one quantile of two independent samples from their intervals, taking a normal standard error from each width.</summary>
    public static Means.TTestResult Difference(double control, ConfidenceInterval controlInterval, double treatment, ConfidenceInterval treatmentInterval, double confidence = 0.95) =>
        Means.TTest.FromEstimate(treatment - control, Math.Sqrt(Square(StandardError(controlInterval)) + Square(StandardError(treatmentInterval))), 1e12, confidence);

    private static double StandardError(ConfidenceInterval interval) => (interval.High - interval.Low) / (2 * StandardNormal.Quantile(1 - (1 - interval.Confidence) / 2));

    private static double Square(double value) => value * value;
}
