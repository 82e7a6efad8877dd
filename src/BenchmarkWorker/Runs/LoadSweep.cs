using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>The loads of a sweep, one after the other; at each, the platforms are interleaved.</summary>
internal sealed class LoadSweep(PlatformMeasurement measurement, BlockProgress progress)
{
    /// <summary>One plan for each load; none without a sweep.</summary>
    public static IEnumerable<BenchmarkPlan> Points(BenchmarkPlan plan)
    {
        var single = plan.Load with { ConcurrencySweep = [], RateSweep = [] };
        return plan.Load.ConcurrencySweep.Select(users => plan with { ConcurrentRequests = users, Rate = null, Load = single })
            .Concat(plan.Load.RateSweep.Select(rate => plan with { Rate = rate, Load = single }));
    }

    /// <summary>Measures every load, or those until the run is stopped.</summary>
    public async Task<IReadOnlyList<SweepPoint>> RunAsync(BenchmarkPlan plan, IReadOnlyList<PreparationOutcome> prepared, CancellationToken cancellationToken)
    {
        List<SweepPoint> sweep = [];
        foreach (var point in Points(plan))
        {
            progress.Phase(Describe(point));
            try
            {
                var results = await measurement.RunAsync(point, prepared, cancellationToken);
                sweep.AddRange(results.Select(result => new SweepPoint(point.Rate, point.Rate is null ? point.ConcurrentRequests : null, result)));
            }
            catch (OperationCanceledException) when (sweep.Count > 0 && cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        return sweep;
    }

    private static string Describe(BenchmarkPlan point) => point.Rate is { } rate
        ? FormattableString.Invariant($"offering {rate:0.###} requests/s")
        : $"keeping {point.ConcurrentRequests} requests in flight";
}
