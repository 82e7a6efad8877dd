using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Telemetry;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Probe, warm up, measure in interleaved blocks, judge. One platform is under load at a time.</summary>
internal sealed class BenchmarkRunner(TimeProvider timeProvider)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(500);

    public Task<BenchmarkOutcome> RunAsync(BenchmarkPlan plan, IProgress<RunProgress> progress, CancellationToken cancellationToken) =>
        RunAsync(plan, progress, CancellationToken.None, cancellationToken);

    /// <param name="stopping">Ends the run early: what was measured until then is its result.</param>
    public async Task<BenchmarkOutcome> RunAsync(BenchmarkPlan plan, IProgress<RunProgress> progress, CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using var activity = BenchmarkTelemetry.StartRun(plan);
        var (startedAt, start) = (timeProvider.GetUtcNow(), Stopwatch.GetTimestamp());
        progress.Report(new("probing"));
        using var preparer = new TargetPreparer(plan);
        var prepared = await preparer.PrepareAsync(ending.Token);
        PlatformRun[] runs = [.. prepared.Select(outcome => outcome.Prepared).OfType<PreparedTarget>().Select(target => new PlatformRun(target, plan))];
        try
        {
            await WarmUpAsync(runs, progress, ending.Token);
            await MeasureAsync(runs, plan, progress, ending.Token);
            cancellationToken.ThrowIfCancellationRequested();
            if (!runs.Any(run => run.HasBlocks))
            {
                stopping.ThrowIfCancellationRequested();
            }

            PlatformResult[] platforms = [.. prepared.Select(outcome => Array.Find(runs, run => run.Target == outcome.Prepared)?.Summarize()
                ?? PlatformAnalysis.Unreachable(outcome.Target, plan.ConcurrentRequests, outcome.Problem ?? "the model does not describe itself"))];
            return new()
            {
                Plan = plan,
                StartedAt = startedAt,
                Elapsed = Stopwatch.GetElapsedTime(start),
                Platforms = stopping.IsCancellationRequested ? PartialResult.Mark(platforms) : platforms,
                IsPartial = stopping.IsCancellationRequested,
                Verdict = Judge.Decide(platforms, plan.IsOpenLoop, plan.Analysis.EquivalenceMargin),
                Environment = RunEnvironment.Current(),
            };
        }
        finally
        {
            Array.ForEach(runs, run => run.Dispose());
        }
    }

    private static async Task WarmUpAsync(PlatformRun[] runs, IProgress<RunProgress> progress, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            progress.Report(new("warming up", run.Target.Target.Name));
            await run.WarmUpAsync(cancellationToken);
        }
    }

    private async Task MeasureAsync(PlatformRun[] runs, BenchmarkPlan plan, IProgress<RunProgress> progress, CancellationToken cancellationToken)
    {
        var recorded = plan.ArrivalFile is { } file ? await RecordedArrivals.ReadAsync(file, cancellationToken) : null;
        Block[] schedule = [.. BlockSchedule.Create(plan, runs.Length, recorded)];
        for (var index = 0; index < schedule.Length && !cancellationToken.IsCancellationRequested; index++)
        {
            var (block, run) = (schedule[index], runs[schedule[index].Platform]);
            if (run.IsDead)
            {
                continue;
            }

            using var activity = BenchmarkTelemetry.StartBlock(run.Target, block);
            await using var reporter = new BlockReporter(timeProvider, ReportEvery, progress, run.Target.Target.Name, index + 1, schedule.Length, block.Requests);
            await run.MeasureAsync(block, reporter.Observe, cancellationToken);
        }
    }
}
