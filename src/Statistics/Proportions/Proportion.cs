using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Proportions;

/// <summary>One share of events, 0..1, and its intervals.</summary>
public static class Proportion
{
    /// <summary>Wilson's score interval (1927); null without observations.</summary>
    public static ConfidenceInterval? Wilson(long events, long count, double confidence = 0.95)
    {
        if (!IsValid(events, count) || count == 0)
        {
            return null;
        }

        var z = StandardNormal.Quantile(1 - (1 - confidence) / 2);
        var (n, p, z2) = ((double)count, (double)events / count, z * z);
        var centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        var half = z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new(events == 0 ? 0 : Math.Max(0, centre - half), events == count ? 1 : Math.Min(1, centre + half), confidence);
    }

    /// <summary>Clopper and Pearson's exact interval (1934); null without observations.</summary>
    public static ConfidenceInterval? ClopperPearson(long events, long count, double confidence = 0.95)
    {
        if (!IsValid(events, count) || count == 0)
        {
            return null;
        }

        var tail = (1 - confidence) / 2;
        return new(
            events == 0 ? 0 : BetaDistribution.Quantile(tail, events, count - events + 1),
            events == count ? 1 : BetaDistribution.Quantile(1 - tail, events + 1, count - events),
            confidence);
    }

    internal static bool IsValid(long events, long count) => events >= 0 && count >= events;
}
