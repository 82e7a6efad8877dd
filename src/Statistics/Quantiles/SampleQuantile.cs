namespace ModelServing.Statistics.Quantiles;

/// <summary>Quantiles of a sample by the two common conventions.</summary>
public static class SampleQuantile
{
    /// <summary>Interpolates between the two nearest observations (Hyndman and Fan's type 7); null without observations.</summary>
    public static double? Interpolated(ReadOnlySpan<double> values, double quantile)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var place = quantile * (sorted.Length - 1);
        return sorted.Length == 0 || !(place >= 0) || quantile > 1 ? null
            : sorted[(int)place] + (place - (int)place) * (sorted[Math.Min((int)place + 1, sorted.Length - 1)] - sorted[(int)place]);
    }

    /// <summary>The smallest observation that at least this share of the sample does not exceed; null without observations.</summary>
    public static double? NearestRank(ReadOnlySpan<double> values, double quantile)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 || quantile is not (>= 0 and <= 1) ? null : sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Length) - 1)];
    }
}
