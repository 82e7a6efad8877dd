using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>A scenario's result and whether it counts. Latencies in milliseconds.</summary>
internal sealed record ScenarioResult
{
    public required LoadScenario Scenario { get; init; }

    public required RunProfile Profile { get; init; }

    /// <summary>Gets whether the rules were kept.</summary>
    public bool IsValid => Reasons.Count == 0;

    /// <summary>Gets the rules that were not kept; in Server, that the latency was over its target.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Gets what the value is, in words.</summary>
    public required string Metric { get; init; }

    /// <summary>Gets the result; null where there are too few queries for one.</summary>
    public double? Value { get; init; }

    public required string Unit { get; init; }

    /// <summary>Gets the percentile as observed, at the sorted latency with index floor(n p).</summary>
    public double? ObservedPercentile { get; init; }

    /// <summary>Gets the percentile that 99 % of such runs do not exceed.</summary>
    public double? ConservativePercentile { get; init; }

    public double? TargetLatency { get; init; }

    public double? TargetPercentile { get; init; }

    public long OverTarget { get; init; }

    public long Queries { get; init; }

    public long Samples { get; init; }

    public double DurationSeconds { get; init; }

    /// <summary>Gets one line for people.</summary>
    public string Sentence => FormattableString.Invariant(
        $"{(IsValid ? "VALID" : "INVALID")}{(Profile == RunProfile.Quick ? " QUICK" : "")}: {Metric} {(Value is { } value ? FormattableString.Invariant($"{value:0.###} {Unit}") : "unknown")}{(IsValid ? "" : $"; {string.Join("; ", Reasons)}")}");
}
