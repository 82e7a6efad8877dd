using ModelServing.Statistics;

namespace ModelServing.ExperimentApi.Judging;

/// <summary>What the data say, in numbers and in words. Differences are treatment minus control, in the metric's unit.</summary>
internal sealed record Verdict
{
    public required Recommendation Recommendation { get; init; }

    public required string Words { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ArmSummary Control { get; init; }

    public required ArmSummary Treatment { get; init; }

    public StatisticStatus Status { get; init; }

    public double? Difference { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    public double? P { get; init; }

    public double? CohensD { get; init; }

    /// <summary>Gets the power to find the planned effect with the observations there are.</summary>
    public double? Power { get; init; }

    /// <summary>Gets the p-value of a sample ratio mismatch, where traffic was counted.</summary>
    public double? SampleRatioP { get; init; }

    /// <summary>Gets the evidence that the treatment fails more often; 1 is none.</summary>
    public double ErrorEvidence { get; init; }
}
