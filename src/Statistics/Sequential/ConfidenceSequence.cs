namespace ModelServing.Statistics.Sequential;

/// <summary>
/// An asymptotic confidence sequence (Waudby-Smith et al. 2021): an interval and a p-value that stay valid however often they are looked at.
/// Wait for at least 100 observations in the smaller arm before reading it (200 when skewed): it is asymptotic.
/// </summary>
public static class ConfidenceSequence
{
    /// <summary>The interval at this look; null for inputs outside their domain.</summary>
    /// <param name="estimate">The effect.</param>
    /// <param name="standardError">Its standard error at this look.</param>
    /// <param name="count">The observations of both arms so far.</param>
    /// <param name="expectedCount">The total at which a decision is expected; fixed before the start.</param>
    /// <param name="alpha">The level over the whole life of the experiment.</param>
    public static ConfidenceInterval? Interval(double estimate, double standardError, double count, double expectedCount, double alpha = 0.05) =>
        IsValid(estimate, standardError, count, expectedCount, alpha)
            ? ConfidenceInterval.Around(estimate, HalfWidth(standardError, count, expectedCount, alpha), 1 - alpha)
            : null;

    /// <summary>How far a one-sided bound lies from the estimate at this look; null for inputs outside their domain.</summary>
    public static double? OneSidedHalfWidth(double standardError, double count, double expectedCount, double alpha = 0.05)
    {
        if (!IsValid(0, standardError, count, expectedCount, alpha))
        {
            return null;
        }

        var scaled = count * Square(Rho(expectedCount, 2 * alpha));
        return standardError * Math.Sqrt(2 * (scaled + 1) / scaled * Math.Log(1 + Math.Sqrt(scaled + 1) / (2 * alpha)));
    }

    /// <summary>The p-value at this look; report the smallest one seen so far. Null for inputs outside their domain.</summary>
    public static double? PValue(double estimate, double standardError, double count, double expectedCount, double alpha = 0.05)
    {
        if (!IsValid(estimate, standardError, count, expectedCount, alpha))
        {
            return null;
        }

        var scaled = count * Square(Rho(expectedCount, alpha));
        return Math.Min(1, Math.Sqrt(scaled + 1) * Math.Exp(-scaled * Square(estimate / standardError) / (2 * (scaled + 1))));
    }

    /// <summary>The mixing parameter that makes the interval tightest at the expected count.</summary>
    public static double Rho(double expectedCount, double alpha = 0.05) => Math.Sqrt((-2 * Math.Log(alpha) + Math.Log(1 - 2 * Math.Log(alpha))) / expectedCount);

    private static double HalfWidth(double standardError, double count, double expectedCount, double alpha)
    {
        var scaled = count * Square(Rho(expectedCount, alpha));
        return standardError * Math.Sqrt(2 * (scaled + 1) / scaled * Math.Log(Math.Sqrt(scaled + 1) / alpha));
    }

    private static bool IsValid(double estimate, double standardError, double count, double expectedCount, double alpha) =>
        double.IsFinite(estimate) && double.IsFinite(standardError) && standardError > 0 && count > 0 && expectedCount > 0 && alpha is > 0 and < 0.5;

    private static double Square(double value) => value * value;
}
