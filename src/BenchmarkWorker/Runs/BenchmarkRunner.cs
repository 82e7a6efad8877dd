using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Search;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Telemetry;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Probes the targets, loads them as the plan says, and judges.</summary>
internal sealed class BenchmarkRunner(TimeProvider timeProvider)
{
    public Task<BenchmarkOutcome> RunAsync(BenchmarkPlan plan, IProgress<RunProgress> progress, CancellationToken cancellationToken) =>
        RunAsync(plan, progress, CancellationToken.None, cancellationToken);

    /// <param name="plan">What to do.</param>
    /// <param name="progress">Where to tell how far it is.</param>
    /// <param name="stopping">Ends the run early: what was measured until then is its result.</param>
    /// <param name="cancellationToken">Ends the run without a result.</param>
    public async Task<BenchmarkOutcome> RunAsync(BenchmarkPlan plan, IProgress<RunProgress> progress, CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using var activity = BenchmarkTelemetry.StartRun(plan);
        var (startedAt, start) = (timeProvider.GetUtcNow(), Stopwatch.GetTimestamp());
        progress.Report(new("probing"));
        using var preparer = new TargetPreparer(plan);
        var prepared = await preparer.PrepareAsync(ending.Token);
        var (platforms, sweep, saturation) = await LoadAsync(plan, prepared, new(timeProvider, progress), ending.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return new()
        {
            Plan = plan,
            StartedAt = startedAt,
            Elapsed = Stopwatch.GetElapsedTime(start),
            Platforms = stopping.IsCancellationRequested ? PartialResult.Mark(platforms) : platforms,
            IsPartial = stopping.IsCancellationRequested,
            Verdict = Judge.Decide(platforms, plan.IsOpenLoop || plan.Load.RateSweep.Count > 0, plan.Analysis.EquivalenceMargin),
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
