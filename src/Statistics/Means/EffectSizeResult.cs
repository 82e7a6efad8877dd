namespace ModelServing.Statistics.Means;

/// <summary>Standardized effects (no unit). Numbers are null when <see cref="Status"/> says they are not defined.</summary>
public sealed record EffectSizeResult
{
    /// <summary>Gets whether the numbers are defined.</summary>
    public required StatisticStatus Status { get; init; }

    /// <summary>Gets Cohen's d: the difference over the pooled standard deviation.</summary>
    public double? CohensD { get; init; }

    /// <summary>Gets Hedges' g: d corrected for small samples.</summary>
    public double? HedgesG { get; init; }

    /// <summary>Gets Hedges' correction factor J.</summary>
    public double? HedgesCorrection { get; init; }

    /// <summary>Gets the difference over the average standard deviation, the one to read when the variances differ.</summary>
    public double? AverageDeviationD { get; init; }

    /// <summary>Gets the exact interval of d, from the noncentral t distribution.</summary>
    public ConfidenceInterval? Interval { get; init; }
}
