namespace ModelServing.Statistics.Means;

/// <summary>A ratio of sums. Numbers are null when <see cref="Status"/> says they are not defined.</summary>
/// <param name="Status">Whether the numbers are defined.</param>
/// <param name="Ratio">The ratio.</param>
/// <param name="Variance">Its variance.</param>
/// <param name="Covariance">The covariance of numerators and denominators over clusters.</param>
public sealed record RatioOfSumsResult(StatisticStatus Status, double? Ratio, double? Variance, double? Covariance)
{
    /// <summary>Gets the standard error of the ratio.</summary>
    public double? StandardError => Variance is { } variance ? Math.Sqrt(variance) : null;
}
