namespace ModelServing.Statistics.Ranks;

/// <summary>The outcome of rank tests of two arms. Numbers are null when <see cref="Status"/> says they are not defined.</summary>
public sealed record MannWhitneyResult
{
    /// <summary>Gets whether the tests are defined.</summary>
    public required StatisticStatus Status { get; init; }

    /// <summary>Gets the U statistic of the treatment.</summary>
    public double? U { get; init; }

    /// <summary>Gets P(treatment > control) + P(equal)/2.</summary>
    public double? Auc { get; init; }

    /// <summary>Gets the two-sided p-value with tie and continuity corrections.</summary>
    public double? P { get; init; }

    /// <summary>Gets the two-sided p-value without the continuity correction.</summary>
    public double? PWithoutContinuity { get; init; }

    /// <summary>Gets the exact two-sided p-value; only for small samples without ties.</summary>
    public double? PExact { get; init; }

    /// <summary>Gets the Hodges-Lehmann shift (median of all pairwise differences), in the metric's unit; null beyond four million pairs.</summary>
    public double? Shift { get; init; }

    /// <summary>Gets the Brunner-Munzel statistic, valid when the variances differ; null when the arms do not overlap.</summary>
    public double? BrunnerMunzel { get; init; }

    /// <summary>Gets the two-sided p-value of <see cref="BrunnerMunzel"/>.</summary>
    public double? PBrunnerMunzel { get; init; }
}
