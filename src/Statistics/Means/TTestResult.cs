namespace ModelServing.Statistics.Means;

/// <summary>The outcome of a t test. Effects are treatment minus control, in the metric's unit. Numbers are null when <see cref="Status"/> says they are not defined.</summary>
public sealed record TTestResult
{
    /// <summary>Gets whether the numbers are defined.</summary>
    public required StatisticStatus Status { get; init; }

    /// <summary>Gets the estimated effect, treatment minus control.</summary>
    public double? Difference { get; init; }

    /// <summary>Gets the standard error of the effect.</summary>
    public double? StandardError { get; init; }

    /// <summary>Gets the t statistic.</summary>
    public double? T { get; init; }

    /// <summary>Gets the degrees of freedom.</summary>
    public double? DegreesOfFreedom { get; init; }

    /// <summary>Gets the two-sided p-value; below 1e-300 read <see cref="Log10P"/>.</summary>
    public double? PTwoSided { get; init; }

    /// <summary>Gets the decimal logarithm of the two-sided p-value, which does not underflow.</summary>
    public double? Log10P { get; init; }

    /// <summary>Gets the p-value against "treatment is not greater".</summary>
    public double? PGreater { get; init; }

    /// <summary>Gets the p-value against "treatment is not less".</summary>
    public double? PLess { get; init; }

    /// <summary>Gets the two-sided confidence interval of the effect.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>A result that holds no numbers but the effect itself, where that is known.</summary>
    internal static TTestResult Undefined(StatisticStatus status, double? difference = null) =>
        new() { Status = status, Difference = difference is { } d && double.IsFinite(d) ? d : null };
}
