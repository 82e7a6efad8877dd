using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Search;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Telemetry;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Probes the targets, loads them as the plan says, and judges.</summary>
internal sealed class BenchmarkRunner(TimeProvider timeProvider)
{
    /// <param name="plan">What to do.</param>
    /// <param name="progress">Where to tell how far it is.</param>
    /// <param name="stopping">Ends the run early: what was measured until then is its result, and where that is nothing, it is cancelled.</param>
    public async Task<BenchmarkOutcome> RunAsync(BenchmarkPlan plan, IProgress<RunProgress> progress, CancellationToken stopping)
    {
        using var activity = BenchmarkTelemetry.StartRun(plan);
        var (startedAt, start) = (timeProvider.GetUtcNow(), Stopwatch.GetTimestamp());
        progress.Report(new("probing"));
        using var preparer = new TargetPreparer(plan);
        var prepared = await preparer.PrepareAsync(stopping);
        var (platforms, sweep, saturation) = await LoadAsync(plan, prepared, new(timeProvider, progress), stopping);
        var isPartial = stopping.IsCancellationRequested;
        var verdict = Judge.Decide(platforms, plan.IsOpenLoop || plan.Load.RateSweep.Count > 0, plan.Analysis.EquivalenceMargin);
        return new()
        {
            Plan = plan,
            StartedAt = startedAt,
            Elapsed = Stopwatch.GetElapsedTime(start),
            Platforms = isPartial ? PartialResult.Mark(platforms) : platforms,
            Verdict = isPartial ? verdict with { Interruption = PartialResult.Sentence } : verdict,
            Environment = RunEnvironment.Current(),
            Sweep = sweep,
            Saturation = saturation,
            UncomparedOutputs = UncomparedOutputs.Of(plan.Clients, prepared),
        };
    }

    private async Task<(PlatformResult[] Platforms, IReadOnlyList<SweepPoint> Sweep, IReadOnlyList<Saturation> Saturation)> LoadAsync(
        BenchmarkPlan plan, IReadOnlyList<PreparationOutcome> prepared, BlockProgress progress, CancellationToken cancellationToken)
    {
        if (plan.Load.MaxRateObjective is { } objective)
        {
            var (platforms, saturation) = await new PlatformSearch(timeProvider, progress).RunAsync(plan, objective, prepared, cancellationToken);
            return (platforms, [], saturation);
        }

        var measurement = new PlatformMeasurement(timeProvider, progress);
        if (!LoadSweep.Points(plan).Any())
        {
            return (await measurement.RunAsync(plan, prepared, cancellationToken), [], []);
        }

        // The load that was named first stands for the run; the verdict is about it.
        var sweep = await new LoadSweep(measurement, progress).RunAsync(plan, prepared, cancellationToken);
        return ([.. sweep.Take(prepared.Count).Select(point => point.Result)], sweep, []);
    }
}
