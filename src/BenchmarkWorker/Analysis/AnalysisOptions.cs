using ModelServing.BenchmarkWorker.Regression;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What the figures of a run must be to count, and what difference matters.</summary>
internal sealed record AnalysisOptions
{
    public const double DefaultMaximumErrorRate = 0.01;

    /// <summary>Gets the smallest difference that matters, as a share.</summary>
    public double EquivalenceMargin { get; init; } = Judge.DefaultMargin;

    /// <summary>Gets the share of failed requests beyond which latencies say nothing.</summary>
    public double MaximumErrorRate { get; init; } = DefaultMaximumErrorRate;

    /// <summary>Gets the time that each platform must have been measured; without one, a short run is only called short.</summary>
    public RunProfile? Profile { get; init; }

    /// <summary>Gets the limits that figures must keep, as <c>p99 &gt; 250ms</c>.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    public IEnumerable<RunProblem> Problems()
    {
        if (EquivalenceMargin is not (> 0 and <= 1))
        {
            var equivalence = RunOption.Of(nameof(RunRequest.Equivalence));
            yield return new(equivalence, $"{equivalence} must be above 0 % and at most 100 %, not {EquivalenceMargin * 100:0.###} %");
        }

        if (MaximumErrorRate is not (>= 0 and <= 1))
        {
            var errors = RunOption.Of(nameof(RunRequest.MaxErrorRate));
            yield return new(errors, $"{errors} must be between 0 % and 100 %, not {MaximumErrorRate * 100:0.###} %");
        }

        var limits = RunOption.Of(nameof(RunRequest.FailIf));
        foreach (var problem in Thresholds.Problems(Limits))
        {
            yield return new(limits, $"{limits}: {problem}");
        }
    }
}
