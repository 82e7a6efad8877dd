using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Telemetry;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Warms every platform up and measures them at one load, in interleaved blocks. One platform is under load at a time.</summary>
internal sealed class PlatformMeasurement(TimeProvider timeProvider, BlockProgress progress)
{
    /// <returns>The platforms' results, in the order they were prepared in; of a run that is stopped, those of the blocks until then.</returns>
    public async Task<PlatformResult[]> RunAsync(BenchmarkPlan plan, IReadOnlyList<PreparationOutcome> prepared, CancellationToken cancellationToken)
    {
        PlatformRun[] runs = [.. prepared.Select(outcome => outcome.Prepared).OfType<PreparedTarget>().Select(target => new PlatformRun(target, plan, timeProvider))];
        try
        {
            foreach (var run in runs)
            {
                progress.Phase("warming up", run.Target.Target.Name);
                await run.WarmUpAsync(cancellationToken);
            }

            await MeasureAsync(runs, plan, cancellationToken);
            if (!runs.Any(run => run.HasBlocks))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            return [.. prepared.Select(outcome => Array.Find(runs, run => run.Target == outcome.Prepared)?.Summarize() ?? Unreachable(outcome, plan))];
        }
        finally
        {
            Array.ForEach(runs, run => run.Dispose());
        }
    }

    public static PlatformResult Unreachable(PreparationOutcome outcome, BenchmarkPlan plan) =>
        PlatformAnalysis.Unreachable(outcome.Target, plan.ConcurrentRequests, outcome.Problem ?? "the model does not describe itself");

    private async Task MeasureAsync(PlatformRun[] runs, BenchmarkPlan plan, CancellationToken cancellationToken)
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
            await progress.RunAsync(run.Target.Target.Name, index + 1, schedule.Length, block.Requests, observe => run.MeasureAsync(block, observe, cancellationToken));
        }
    }
}
