using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Statistics.Quantiles;

namespace ModelServing.BenchmarkWorker.Search;

/// <summary>Searches for the highest rate of each platform, one platform after the other.</summary>
internal sealed class PlatformSearch(TimeProvider timeProvider, BlockProgress progress)
{
    /// <summary>A closed loop finds about the capacity. A quarter of it is a rate that most limits allow.</summary>
    private const double FirstRate = 0.25;

    /// <returns>The platforms as measured at the rates found, and the searches.</returns>
    public async Task<(PlatformResult[] Platforms, IReadOnlyList<Saturation> Saturation)> RunAsync(
        BenchmarkPlan plan, LatencyObjective objective, IReadOnlyList<PreparationOutcome> prepared, CancellationToken cancellationToken)
    {
        List<PlatformResult> platforms = [];
        List<Saturation> saturation = [];
        foreach (var outcome in prepared)
        {
            if (outcome.Prepared is not { } target)
            {
                platforms.Add(PlatformMeasurement.Unreachable(outcome, plan));
                continue;
            }

            using var run = new PlatformRun(target, plan, timeProvider);
            try
            {
                var found = await SearchAsync(run, plan, objective, cancellationToken);
                saturation.Add(found);
                platforms.Add(run.Summarize(block => IsAtRate(found, block.Round)));
            }
            catch (OperationCanceledException) when (run.HasBlocks || platforms.Count > 0)
            {
                platforms.Add(run.HasBlocks ? run.Summarize() : PlatformMeasurement.Unreachable(outcome with { Problem = "the run was stopped before its turn" }, plan));
            }
        }

        return ([.. platforms], saturation);
    }

    /// <summary>Which blocks stand for a platform: those that confirmed the rate; where none was, the one at the lowest rate.</summary>
    internal static bool IsAtRate(Saturation found, int step) => found.Rate is { } rate
        ? found.Steps[step] is { IsConfirmation: true } confirmation && confirmation.Rate.Equals(rate)
        : step == found.Steps.Select((tried, index) => (tried.Rate, index)).MinBy(tried => tried.Rate).index;

    /// <summary>The rate below which a run has too few requests to speak of the percentile.</summary>
    internal static double LowestRate(LatencyObjective objective, TimeSpan budget) => EarlyStopping.MinimumRequests(objective.Percentile, 1) / budget.TotalSeconds;

    private async Task<Saturation> SearchAsync(PlatformRun run, BenchmarkPlan plan, LatencyObjective objective, CancellationToken cancellationToken)
    {
        var name = run.Target.Target.Name;
        progress.Phase("warming up", name);
        await run.WarmUpAsync(cancellationToken);
        var search = new SaturationSearch(async (step, rate, isConfirmation, token) =>
        {
            progress.Phase(FormattableString.Invariant($"{(isConfirmation ? "confirming" : "trying")} {rate:0.#} requests/s on"), name);
            SaturationStep? result = null;
            await progress.RunAsync(name, step + 1, 0, 0, observe => run.MeasureAsync(
                async watch =>
                {
                    (var block, result) = await RaceAsync(run, plan, objective, (step, rate, isConfirmation), watch, token);
                    return block;
                },
                observe,
                token));
            token.ThrowIfCancellationRequested();
            return result ?? throw new InvalidOperationException("a race has a result");
        })
        {
            LowestRate = LowestRate(objective, TimeSpan.FromSeconds(plan.Profile.Seconds())),
        };
        return await search.RunAsync(name, objective.ToString(), plan.Rate ?? FirstRate * run.WarmupThroughput ?? 1, cancellationToken);
    }

    private async Task<(BlockResult Block, SaturationStep Result)> RaceAsync(
        PlatformRun run, BenchmarkPlan plan, LatencyObjective objective, (int Number, double Rate, bool IsConfirmation) step, Action<BlockCounters> observe, CancellationToken cancellationToken)
    {
        var loop = run.Open ?? throw new InvalidOperationException("a search sends on schedule");
        return await new RateRace(objective, TimeSpan.FromSeconds(plan.Profile.Seconds()), timeProvider)
            .RunAsync(loop, step.Number, step.Rate, plan.Seed + step.Number, step.IsConfirmation, observe, cancellationToken);
    }
}
