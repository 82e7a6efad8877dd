using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Whether an open loop kept to its schedule, and the server to its pace.</summary>
internal static class OpenLoopRules
{
    private const double MostNotSent = 0.01;
    private const double MostLate = 0.01;

    /// <summary>Half the width of the normal interval that holds a Poisson count with 99.9 %, in standard deviations.</summary>
    private const double PoissonReach = 3.29;

    public static IEnumerable<Objection> Check(IReadOnlyList<BlockResult> blocks, LatencyTotals latencies)
    {
        OpenLoopResult[] open = [.. blocks.Select(block => block.Open).OfType<OpenLoopResult>()];
        return open.Length == 0 ? [] : Check(open, latencies, blocks.Any(block => block.GaveUp));
    }

    private static IEnumerable<Objection> Check(OpenLoopResult[] blocks, LatencyTotals latencies, bool gaveUp)
    {
        var (scheduled, sent) = (blocks.Sum(block => block.Scheduled), blocks.Sum(block => block.Sent));
        if (scheduled - sent > Math.Min(MostNotSent * scheduled, PoissonReach * Math.Sqrt(scheduled)))
        {
            yield return Objection.Reason(FormattableString.Invariant($"{scheduled - sent} of {scheduled} requests were never sent: {(gaveUp ? "nothing answered" : "too many were in flight")}"));
        }

        var limit = Math.Max(1, 0.05 * (latencies.Percentile(0.5) ?? 0));
        var lateness = LatencyTotals.Of(blocks.Select(block => block.Lateness));
        if (lateness.Percentile(1 - MostLate) > limit)
        {
            yield return Objection.Reason(FormattableString.Invariant($"more than {MostLate:P0} of the requests were sent over {limit:0.##} ms late: the generator could not keep to the schedule"));
        }

        var growing = blocks.Count(block => Stationarity.Grew(block.MeanByStretch));
        if (2 * growing > blocks.Length)
        {
            yield return Objection.Reason(FormattableString.Invariant($"latency grew during {growing} of {blocks.Length} blocks: at this rate the server falls behind, and its latency has no steady state"));
        }
    }
}
