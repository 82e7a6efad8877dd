using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Regression;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>A finished run.</summary>
internal sealed record BenchmarkOutcome
{
    public required BenchmarkPlan Plan { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required IReadOnlyList<PlatformResult> Platforms { get; init; }

    public required Verdict Verdict { get; init; }

    public required RunEnvironment Environment { get; init; }

    /// <summary>Gets the loads of a sweep, each platform at each; empty without one.</summary>
    public IReadOnlyList<SweepPoint> Sweep { get; init; } = [];

    /// <summary>Gets what the throughputs of a sweep of concurrencies say of every other concurrency; empty without one.</summary>
    public IReadOnlyList<Scalability> Scalability => Analysis.Scalability.Of(Sweep);

    /// <summary>Gets what a saturation search found; empty without one.</summary>
    public IReadOnlyList<Saturation> Saturation { get; init; } = [];

    /// <summary>Gets the platforms whose outputs were not held against each other; null where all were, or none was to be.</summary>
    public UncomparedOutputs? UncomparedOutputs { get; init; }

    /// <summary>Gets whether the run was stopped before its last block.</summary>
    public bool IsPartial => Verdict.Interruption is not null;

    /// <summary>Gets a summary that a language model wrote and whose figures were checked, sentence by sentence; empty without one.</summary>
    public IReadOnlyList<string> Narration { get; init; } = [];

    /// <summary>Gets the limits of the plan that were not kept.</summary>
    public IReadOnlyList<string> BrokenLimits => Thresholds.Broken(Plan.Analysis.Limits, Platforms);

    public bool EveryPlatformMeasured => Platforms.All(platform => platform.State == PlatformState.Measured);
}
