using ModelServing.Statistics.Distributions;
using ModelServing.Statistics.Means;

namespace ModelServing.Statistics.Planning;

/// <summary>
/// What an experiment can find, computed from its plan and never from its outcome: power "observed" afterwards only restates the p-value.
/// Exact, on the noncentral t distribution, for effects of either sign. Impossible plans (fewer than two per arm, effect 0 where a size is asked) give null.
/// </summary>
public static class Power
{
    /// <summary>The chance that a two-sided pooled t test finds a standardized effect. Real sizes are allowed.</summary>
    public static double? TwoSampleT(double effectSize, double controlCount, double treatmentCount, double alpha = 0.05) =>
        Valid(alpha) && controlCount > 1 && treatmentCount > 1 && double.IsFinite(effectSize)
            ? Rejection(effectSize / Math.Sqrt(1 / controlCount + 1 / treatmentCount), controlCount + treatmentCount - 2, alpha)
            : null;

    /// <summary>The chance that Welch's two-sided test finds a difference of means, everything in the metric's unit.</summary>
    public static WelchPower? Welch(double difference, double controlDeviation, long controlCount, double treatmentDeviation, long treatmentCount, double alpha = 0.05)
    {
        var control = new SampleSummary(0, controlDeviation * controlDeviation, controlCount);
        var treatment = new SampleSummary(difference, treatmentDeviation * treatmentDeviation, treatmentCount);
        if (!Valid(alpha) || SampleSummary.Check(control, treatment) != StatisticStatus.Ok)
        {
            return null;
        }

        var df = TTest.Satterthwaite(control, treatment);
        var noncentrality = difference / Math.Sqrt(control.SquaredStandardError + treatment.SquaredStandardError);
        return new(Rejection(noncentrality, df, alpha), df, noncentrality);
    }

    /// <summary>The control arm's size (a real number; round up) at which a standardized effect is found with the wanted power.</summary>
    /// <param name="effectSize">The standardized effect worth finding.</param>
    /// <param name="power">The wanted chance of finding it, 0..1.</param>
    /// <param name="alpha">The two-sided level.</param>
    /// <param name="ratio">The treatment arm's size over the control arm's.</param>
    public static double? SampleSize(double effectSize, double power = 0.8, double alpha = 0.05, double ratio = 1)
    {
        if (effectSize == 0 || !double.IsFinite(effectSize) || !Valid(alpha) || power is not (> 0 and < 1) || power <= alpha || !(ratio > 0))
        {
            return null;
        }

        var smallest = Math.Max(1, 1 / ratio) * (1 + 1e-9) + 1e-6;
        var high = smallest * 2;
        while (TwoSampleT(effectSize, high, high * ratio, alpha) is { } reached && reached < power)
        {
            if (high > 1e13)
            {
                return null;
            }

            high *= 2;
        }

        return RootFinding.Bisect(n => TwoSampleT(effectSize, n, n * ratio, alpha) - power ?? -1, smallest, high);
    }

    /// <summary>The pairs at which a paired t test finds a mean difference with the wanted power; null for a difference of zero, or beyond a million pairs.</summary>
    /// <param name="difference">The mean difference worth finding.</param>
    /// <param name="deviation">The standard deviation of one pair's difference.</param>
    /// <param name="power">The wanted chance of finding it, 0..1.</param>
    /// <param name="alpha">The two-sided level.</param>
    public static int? PairsNeeded(double difference, double deviation, double power = 0.8, double alpha = 0.05)
    {
        if (difference == 0 || !double.IsFinite(difference) || !(deviation > 0) || !Valid(alpha) || power is not (> 0 and < 1))
        {
            return null;
        }

        var high = 4;
        while (!Suffices(high) && high < 1_000_000)
        {
            high *= 2;
        }

        return (int?)RootFinding.Smallest(2, high, Suffices);

        bool Suffices(long pairs) => Rejection(difference / deviation * Math.Sqrt(pairs), pairs - 1, alpha) >= power;
    }

    /// <summary>The smallest standardized effect that is found with the wanted power; multiply by the standard deviation for the metric's unit.</summary>
    public static double? MinimumDetectableEffect(double controlCount, double treatmentCount, double power = 0.8, double alpha = 0.05)
    {
        if (TwoSampleT(0, controlCount, treatmentCount, alpha) is not { } atZero || power is not (> 0 and < 1) || power <= atZero)
        {
            return null;
        }

        var high = 1.0;
        while (TwoSampleT(high, controlCount, treatmentCount, alpha) < power)
        {
            high *= 2;
        }

        return RootFinding.Bisect(d => TwoSampleT(d, controlCount, treatmentCount, alpha) - power ?? -1, 0, high);
    }

    /// <summary>Observations per arm (a real number; round up) to tell two proportions apart, by the arcsine transform (Cohen 1988, chapter 6).</summary>
    public static double? SampleSizeForProportions(double control, double treatment, double power = 0.8, double alpha = 0.05)
    {
        if (control is not (>= 0 and <= 1) || treatment is not (>= 0 and <= 1) || control == treatment || !Valid(alpha) || power is not (> 0 and < 1))
        {
            return null;
        }

        var h = ArcsineDifference(control, treatment);
        var z = StandardNormal.Quantile(1 - alpha / 2);
        var shift = RootFinding.Bisect(d => StandardNormal.Survival(z - d) + StandardNormal.Survival(z + d) - power, 0, z + 10);
        return 2 * shift * shift / (h * h);
    }

    /// <summary>Cohen's h, the difference of two proportions on the arcsine scale.</summary>
    public static double ArcsineDifference(double control, double treatment) => 2 * (Math.Asin(Math.Sqrt(treatment)) - Math.Asin(Math.Sqrt(control)));

    private static double Rejection(double noncentrality, double df, double alpha)
    {
        var critical = StudentT.UpperQuantile(alpha / 2, df);
        return Math.Clamp(NoncentralT.Cdf(-critical, df, noncentrality) + NoncentralT.Cdf(-critical, df, -noncentrality), 0, 1);
    }

    private static bool Valid(double alpha) => alpha is > 0 and < 1;
}
