namespace ModelServing.Statistics.Proportions;

/// <summary>The comparison of two shares (0..1). Numbers are null when <see cref="Status"/> or the data say they are not defined.</summary>
public sealed record TwoProportionsResult
{
    /// <summary>Gets whether the comparison is defined. No events at all is a case, not an error.</summary>
    public required StatisticStatus Status { get; init; }

    /// <summary>Gets treatment minus control.</summary>
    public double? Difference { get; init; }

    /// <summary>Gets Newcombe's interval of the difference (1998, method 10).</summary>
    public ConfidenceInterval? Newcombe { get; init; }

    /// <summary>Gets Agresti and Caffo's interval of the difference.</summary>
    public ConfidenceInterval? AgrestiCaffo { get; init; }

    /// <summary>Gets the pooled z statistic; null without any event or without any non-event.</summary>
    public double? Z { get; init; }

    /// <summary>Gets the two-sided p-value of <see cref="Z"/>.</summary>
    public double? PScore { get; init; }

    /// <summary>Gets Fisher's exact two-sided p-value.</summary>
    public double? PFisher { get; init; }

    /// <summary>Gets the p-value to report: Fisher's when an expected count is below 5, else the score test's.</summary>
    public double? P { get; init; }
}
