using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>The rules by which figures are valid: the load was what was asked for, and the generator did not measure itself.</summary>
internal static class ValidityRules
{
    /// <summary>The fewest requests whose 99th percentile can be stated with 99 % confidence while one of them may be above it.</summary>
    private const int EnoughForP99 = 662;

    private const double MostNotSent = 0.01;
    private const double MostLate = 0.01;
    private const double MostGenerator = 0.8;
    private const double NotStationary = 3;

    public static Validity Check(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks, LatencyTotals latencies)
    {
        List<string> reasons = [];
        List<string> reservations = [];
        if (latencies.Count is > 0 and < EnoughForP99)
        {
            reservations.Add(FormattableString.Invariant($"{latencies.Count} answers are too few for a 99th percentile that can be relied on: {EnoughForP99} are enough"));
        }

        var generator = GeneratorShare(blocks);
        if (generator > MostGenerator)
        {
            (plan.IsOpenLoop ? reasons : reservations).Add(FormattableString.Invariant($"the generator used {generator:P0} of the machine: it may have measured itself"));
        }

        OpenLoopResult[] open = [.. blocks.Select(block => block.Open).OfType<OpenLoopResult>()];
        if (open.Length > 0)
        {
            reasons.AddRange(OpenLoop(open, latencies, blocks.Any(block => block.GaveUp)));
        }

        return new(reasons, reservations);
    }

    private static IEnumerable<string> OpenLoop(OpenLoopResult[] blocks, LatencyTotals latencies, bool gaveUp)
    {
        var (scheduled, sent) = (blocks.Sum(block => block.Scheduled), blocks.Sum(block => block.Sent));
        if (scheduled - sent > MostNotSent * scheduled)
        {
            yield return FormattableString.Invariant($"{scheduled - sent} of {scheduled} requests were never sent: {(gaveUp ? "nothing answered" : "too many were in flight")}");
        }

        var limit = Math.Max(1, 0.05 * (latencies.Percentile(0.5) ?? 0));
        var lateness = LatencyTotals.Of(blocks.Select(block => block.Lateness));
        if (lateness.Percentile(1 - MostLate) > limit)
        {
            yield return FormattableString.Invariant($"more than {MostLate:P0} of the requests were sent over {limit:0.##} ms late: the generator could not keep to the schedule");
        }

        var growing = blocks.Count(block => Growth(block.MeanByStretch) > NotStationary);
        if (2 * growing > blocks.Length)
        {
            yield return FormattableString.Invariant($"latency grew during {growing} of {blocks.Length} blocks: at this rate the server falls behind, and its latency has no steady state");
        }
    }

    /// <summary>Geweke's z of the first tenth against the last half; 0 where the end is no slower in practice.</summary>
    private static double Growth(IReadOnlyList<double?> means)
    {
        double[] first = [.. means.Take(means.Count / 10).OfType<double>()];
        double[] last = [.. means.Skip(means.Count / 2).OfType<double>()];
        if (first.Length < 3 || last.Length < 10 || last.Average() < 1.5 * first.Average())
        {
            return 0;
        }

        var error = Math.Sqrt(SquaredError(first) + SquaredError(last));
        return error > 0 ? (last.Average() - first.Average()) / error : double.PositiveInfinity;
    }

    private static double SquaredError(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length;
    }

    private static double GeneratorShare(IReadOnlyList<BlockResult> blocks)
    {
        var elapsed = blocks.Sum(block => block.Elapsed.TotalSeconds);
        return elapsed > 0 ? blocks.Sum(block => block.GeneratorTime.TotalSeconds) / elapsed / Environment.ProcessorCount : 0;
    }
}
