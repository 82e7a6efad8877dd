using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.Statistics.Quantiles;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>The rules by which figures are valid: the load was what was asked for, the answers were answers, and the generator did not measure itself.</summary>
internal static class ValidityRules
{
    private static readonly HashSet<string> WrongAnswers = ["body_invalid", "wrong_output"];

    /// <summary>The fewest requests whose percentile can be stated with 99 % confidence while one of them may be above it.</summary>
    private static readonly (string Name, long Fewest)[] Samples =
        [.. new[] { ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999) }.Select(percentile => (percentile.Item1, EarlyStopping.MinimumRequests(percentile.Item2, 1)))];

    public static Validity Check(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks, LatencyTotals latencies)
    {
        var profile = RunProfiles.Of(blocks.Sum(block => block.Elapsed.TotalSeconds));
        IEnumerable<Objection> objections =
        [
            .. Length(plan, blocks, latencies),
            .. SampleSizes(latencies),
            .. Failures(plan, blocks),
            .. Stretches(blocks),
            .. GeneratorRules.Check(plan, blocks, latencies),
            .. OpenLoopRules.Check(blocks, latencies),
        ];
        return new(
            [.. objections.Where(objection => objection.IsReason).Select(objection => objection.Text)],
            [.. objections.Where(objection => !objection.IsReason).Select(objection => objection.Text)],
            latencies.Count > 0 ? profile : null);
    }

    private static IEnumerable<Objection> Length(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks, LatencyTotals latencies)
    {
        var seconds = blocks.Sum(block => block.Elapsed.TotalSeconds);
        if (plan.Analysis.Profile is { } wanted && seconds < 0.99 * wanted.Seconds())
        {
            yield return Objection.Reason(FormattableString.Invariant($"measured for {seconds:0.#} s, where the {wanted.WireName()} profile asks for {wanted.Seconds():0} s"));
        }
        else if (plan.Analysis.Profile is null && latencies.Count > 0 && seconds < RunProfile.Standard.Seconds())
        {
            yield return Objection.Reservation(FormattableString.Invariant($"measured for {seconds:0.#} s: below {RunProfile.Standard.Seconds():0} s, figures are {(seconds < RunProfile.Quick.Seconds() ? "a try" : "a first look")}"));
        }
    }

    private static IEnumerable<Objection> SampleSizes(LatencyTotals latencies)
    {
        var small = Samples.Where(sample => latencies.Count > 0 && latencies.Count < sample.Fewest).ToArray();
        if (small.Length > 0)
        {
            yield return Objection.Reservation(FormattableString.Invariant(
                $"{latencies.Count} answers are too few for a {string.Join(" or ", small.Select(sample => sample.Name))} that can be relied on: {string.Join(" and ", small.Select(sample => sample.Fewest))} are enough"));
        }
    }

    private static IEnumerable<Objection> Failures(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks)
    {
        // What was cancelled is the user's doing, not the platform's.
        var cancelled = blocks.Sum(block => block.Failures[FailureKind.Cancelled.Index]);
        var (issued, failed) = (blocks.Sum(block => block.Issued) - cancelled, blocks.Sum(block => block.Issued - block.Succeeded.Count) - cancelled);
        if (issued > 0 && failed > plan.Analysis.MaximumErrorRate * issued)
        {
            yield return Objection.Reason(FormattableString.Invariant($"{(double)failed / issued:P1} of the requests failed: latencies of the rest say little where more than {plan.Analysis.MaximumErrorRate:P1} do"));
        }

        var wrong = FailureKind.All.Where(kind => WrongAnswers.Contains(kind.WireName)).Sum(kind => blocks.Sum(block => block.Failures[kind.Index]));
        if (wrong > 0)
        {
            yield return Objection.Reason(FormattableString.Invariant($"{wrong} answers were wrong: a platform that need not be right can be as fast as it likes"));
        }
    }

    private static IEnumerable<Objection> Stretches(IReadOnlyList<BlockResult> blocks)
    {
        var (grew, fell, told) = (0, 0, 0);
        foreach (var means in blocks.Where(block => block.Open is null).Select(block => block.Conditions?.MeanByStretch ?? []).Where(means => means.Count > 0))
        {
            (grew, fell, told) = (grew + (Stationarity.Grew(means) ? 1 : 0), fell + (Stationarity.Fell(means) ? 1 : 0), told + 1);
        }

        if (2 * grew > told)
        {
            yield return Objection.Reason($"answers took longer and longer during {grew} of {told} blocks: latency had no steady state");
        }

        if (2 * fell > told)
        {
            yield return Objection.Reason($"answers took less and less time during {fell} of {told} blocks: the target was still warming up");
        }
    }
}
