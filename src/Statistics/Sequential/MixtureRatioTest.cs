namespace ModelServing.Statistics.Sequential;

/// <summary>The mixture sequential probability ratio test of a mean of pair differences whose variance is known (Robbins 1970; Johari, Pekelis and Walsh 2015).</summary>
public static class MixtureRatioTest
{
    /// <summary>ln Λ at this look: the evidence against "no difference"; null for inputs outside their domain.</summary>
    /// <param name="difference">The mean difference.</param>
    /// <param name="variance">The variance of one pair's difference.</param>
    /// <param name="pairs">The pairs so far.</param>
    /// <param name="mixingVariance">The variance of the effects that are expected.</param>
    public static double? LogRatio(double difference, double variance, double pairs, double mixingVariance)
    {
        var total = variance + (pairs * mixingVariance);
        return IsValid(difference, variance, pairs, mixingVariance)
            ? (0.5 * Math.Log(variance / total)) + (pairs * pairs * mixingVariance * difference * difference / (2 * variance * total))
            : null;
    }

    /// <summary>The p-value at this look; report the smallest one seen so far.</summary>
    public static double? PValue(double difference, double variance, double pairs, double mixingVariance) =>
        LogRatio(difference, variance, pairs, mixingVariance) is { } log ? Math.Min(1, Math.Exp(-log)) : null;

    /// <summary>The interval at this look, which holds at every look at once.</summary>
    public static ConfidenceInterval? Interval(double difference, double variance, double pairs, double mixingVariance, double alpha = 0.05)
    {
        if (!IsValid(difference, variance, pairs, mixingVariance) || alpha is not (> 0 and < 1))
        {
            return null;
        }

        var total = variance + (pairs * mixingVariance);
        var half = Math.Sqrt(2 * variance * total / (pairs * pairs * mixingVariance) * (Math.Log(1 / alpha) + (0.5 * Math.Log(total / variance))));
        return ConfidenceInterval.Around(difference, half, 1 - alpha);
    }

    private static bool IsValid(double difference, double variance, double pairs, double mixingVariance) =>
        double.IsFinite(difference) && variance > 0 && double.IsFinite(variance) && pairs > 0 && mixingVariance > 0;
}
