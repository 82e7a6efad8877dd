namespace ModelServing.Statistics.Means;

/// <summary>A relative change (0.05 is +5 %). Numbers are null when <see cref="Status"/> says they are not defined.</summary>
public sealed record RelativeLiftResult
{
    /// <summary>Gets whether the numbers are defined.</summary>
    public required StatisticStatus Status { get; init; }

    /// <summary>Gets the test of the lift: difference, standard error, p-value and interval as fractions of the baseline.</summary>
    public TTestResult? Lift { get; init; }

    /// <summary>Gets ln(treatment / control); null unless both means are positive.</summary>
    public double? LogRatio { get; init; }

    /// <summary>Gets the standard error of a log ratio; null when the treatment's mean is zero.</summary>
    public double? LogRatioStandardError { get; init; }

    /// <summary>Gets whether the baseline is so close to zero, in its own standard errors, that the normal approximation is doubtful.</summary>
    public bool BaselineIsUncertain { get; init; }
}
