using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Whether the generator measured the target and not itself, with clocks that agree, and one target throughout.</summary>
internal static class GeneratorRules
{
    private const double MostGenerator = 0.8;
    private const double MostPauseOfP99 = 0.1;
    private const double WorryingDrift = 0.001;
    private const double SpoilingDrift = 0.01;

    /// <summary>Milliseconds: in less, one pause is a share of the time that says nothing.</summary>
    private const double LongEnoughToTell = 1000;

    private const double LittlesTolerance = 0.02;
    private const double FewestInFlight = 0.8;

    public static IEnumerable<Objection> Check(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks, LatencyTotals latencies) =>
        [.. Processor(plan, blocks), .. Garbage(plan, blocks, latencies), .. Clocks(blocks), .. LittlesLaw(plan, blocks), .. Target(blocks)];

    private static IEnumerable<Objection> Processor(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks)
    {
        var elapsed = blocks.Sum(block => block.Elapsed.TotalSeconds);
        var share = elapsed > 0 ? blocks.Sum(block => block.GeneratorTime.TotalSeconds) / elapsed / Environment.ProcessorCount : 0;
        if (share > MostGenerator)
        {
            yield return new(plan.IsOpenLoop, FormattableString.Invariant($"the generator used {share:P0} of the machine: it may have measured itself"));
        }
    }

    /// <summary>Pauses matter where they are not short beside the 99th percentile, and frequent enough to touch it.</summary>
    private static IEnumerable<Objection> Garbage(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks, LatencyTotals latencies)
    {
        var (pause, collections) = (blocks.Sum(block => block.Conditions?.GarbagePause.TotalMilliseconds ?? 0), blocks.Sum(block => block.Conditions?.Collections ?? 0));
        var elapsed = blocks.Sum(block => block.Elapsed.TotalMilliseconds);
        if (collections == 0 || elapsed < LongEnoughToTell || latencies.Percentile(0.99) is not { } p99 || pause / collections <= MostPauseOfP99 * p99)
        {
            yield break;
        }

        var share = pause / elapsed;
        if (share > 0.001)
        {
            yield return new(
                plan.IsOpenLoop && share > 0.01,
                FormattableString.Invariant($"the generator stood still for {share:P1} of the time, {pause / collections:0.##} ms each of {collections} times, to collect its garbage: {(share > 0.01 ? "p99" : "p99.9")} has part of it"));
        }
    }

    private static IEnumerable<Objection> Clocks(IReadOnlyList<BlockResult> blocks)
    {
        BlockConditions[] timed = [.. blocks.Select(block => block.Conditions).OfType<BlockConditions>()];
        var (monotonic, timeOfDay) = (timed.Sum(block => block.Monotonic.TotalSeconds), timed.Sum(block => block.TimeOfDay.TotalSeconds));
        var drift = monotonic >= 1 ? Math.Abs((timeOfDay / monotonic) - 1) : 0;
        if (drift > WorryingDrift)
        {
            yield return new(drift > SpoilingDrift, FormattableString.Invariant($"the clock that times requests and the time of day drifted apart by {drift:P2}"));
        }
    }

    /// <summary>The mean number in flight is throughput times mean latency: more than there are users, and the recorder is wrong.</summary>
    private static IEnumerable<Objection> LittlesLaw(BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks)
    {
        BlockResult[] closed = [.. blocks.Where(block => block.Open is null && block.Issued > 0)];
        var milliseconds = closed.Sum(block => Math.Max(block.Elapsed.TotalMilliseconds, block.Total.TotalMilliseconds)); // what was drained took its time, too
        var inFlight = milliseconds > 0 ? closed.Sum(block => Spent(block.Succeeded) + Spent(block.Failed)) / milliseconds : 0;
        if (plan.Load.Scenario is null && inFlight > plan.ConcurrentRequests * (1 + LittlesTolerance))
        {
            yield return Objection.Reason(FormattableString.Invariant($"latencies and throughput say that {inFlight:0.##} requests were in flight, where there were {plan.ConcurrentRequests} users: the records contradict each other"));
        }
        else if (milliseconds >= LongEnoughToTell && inFlight < FewestInFlight * plan.ConcurrentRequests)
        {
            yield return Objection.Reservation(FormattableString.Invariant($"{inFlight:0.##} requests were in flight on average, of {plan.ConcurrentRequests}: the generator was busy with itself in between"));
        }
    }

    private static IEnumerable<Objection> Target(IReadOnlyList<BlockResult> blocks) =>
        blocks.Where(block => block.Conditions?.TargetChange is not null).Take(1).Select(block => Objection.Reason($"the target was not one and the same: {block.Conditions?.TargetChange} before round {block.Round + 1}"));

    private static double Spent(LatencyTotals latencies) => latencies.Count * (latencies.MeanMilliseconds ?? 0);
}
