using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Analysis;

public class ValidityRulesTests
{
    private static readonly BenchmarkPlan OpenPlan = Plans.For((Platform.TensorFlow, new("http://x/"))) with { Rate = 1000, ConcurrentRequests = 5 };
    private static readonly BenchmarkPlan ClosedPlan = OpenPlan with { Rate = null };

    [Fact]
    public void Check_LoadAsAskedFor_IsValid() => Assert.Equal([], Reasons(Open()));

    [Fact]
    public void Check_AMinuteOfEnoughRequests_HasNothingAgainstIt()
    {
        var validity = ValidityRules.Check(OpenPlan, [Open(count: 10_000) with { Elapsed = TimeSpan.FromSeconds(61) }], Totals(10_000, 5));

        Assert.Equal((0, 0, RunProfile.Standard), (validity.Reasons.Count, validity.Reservations.Count, validity.Profile));
    }

    [Theory]
    [InlineData(3, RunProfile.Brief, "measured for 3 s: below 60 s, figures are a try")]
    [InlineData(12, RunProfile.Quick, "measured for 12 s: below 60 s, figures are a first look")]
    [InlineData(60, RunProfile.Standard, null)]
    [InlineData(600, RunProfile.Strict, null)]
    public void Check_Duration_TellsHowFarTheFiguresGo(double seconds, object profile, string? reservation)
    {
        var validity = ValidityRules.Check(OpenPlan, [Open(count: 10_000) with { Elapsed = TimeSpan.FromSeconds(seconds) }], Totals(10_000, 5));

        Assert.Equal((profile, reservation), (validity.Profile, validity.Reservations.SingleOrDefault()));
    }

    [Fact]
    public void Check_ShorterThanTheProfile_IsNotValid() => Assert.Equal(
        ["measured for 12 s, where the standard profile asks for 60 s"],
        ValidityRules.Check(OpenPlan with { Analysis = new() { Profile = RunProfile.Standard } }, [Open() with { Elapsed = TimeSpan.FromSeconds(12) }], Totals(10_000, 5)).Reasons);

    [Theory]
    [InlineData(60, "60 answers are too few for a p90 or p95 or p99 or p99.9 that can be relied on: 64 and 130 and 662 and 6636 are enough")]
    [InlineData(1000, "1000 answers are too few for a p99.9 that can be relied on: 6636 are enough")]
    public void Check_FewAnswers_AreCalledTooFewForEachPercentile(int count, string reservation) =>
        Assert.Contains(reservation, ValidityRules.Check(OpenPlan, [Open(count: count)], Totals(count, 5)).Reservations);

    [Fact]
    public void Check_RequestsNeverSent_AreCounted() => Assert.Equal(["20 of 1000 requests were never sent: too many were in flight"], Reasons(Open(sent: 980)));

    [Fact]
    public void Check_RateOutsideThePoissonInterval_IsNotTheRateAskedFor()
    {
        Assert.Equal([], Reasons(Open(count: 1_000_000, sent: 997_000)));
        Assert.Equal(["4000 of 1000000 requests were never sent: too many were in flight"], Reasons(Open(count: 1_000_000, sent: 996_000)));
    }

    [Fact]
    public void Check_LateGenerator_IsNotBelieved() =>
        Assert.Equal(["more than 1 % of the requests were sent over 1 ms late: the generator could not keep to the schedule"], Reasons(Open(late: 3)));

    [Fact]
    public void Check_LatencyThatGrows_HasNoSteadyState() => Assert.Equal(
        ["latency grew during 1 of 1 blocks: at this rate the server falls behind, and its latency has no steady state"], Reasons(Open(mean: stretch => 5 + (stretch * 10) + (stretch % 2))));

    [Fact]
    public void Check_OneStall_IsNotGrowth() => Assert.Equal([], Reasons(Open(mean: stretch => stretch is > 30 and < 34 ? 300 : 5 + (stretch % 2))));

    [Fact]
    public void Check_ClosedLoopThatSlowsDown_HasNoSteadyState()
    {
        Assert.Equal(["answers took longer and longer during 1 of 1 blocks: latency had no steady state"], Reasons(Closed(new() { MeanByStretch = Stretches(stretch => 5 + stretch + (stretch % 2)) })));
        Assert.Equal(["answers took less and less time during 1 of 1 blocks: the target was still warming up"], Reasons(Closed(new() { MeanByStretch = Stretches(stretch => 60 - stretch + (stretch % 2)) })));
        Assert.Equal([], Reasons(Closed(new() { MeanByStretch = Stretches(stretch => 5 + (stretch % 2)) })));
    }

    [Fact]
    public void Check_BusyGenerator_SpoilsAnOpenLoopAndLimitsAClosedOne()
    {
        var busy = TimeSpan.FromSeconds(0.9 * Environment.ProcessorCount);

        Assert.Contains("the generator used 90", Assert.Single(Reasons(Open() with { GeneratorTime = busy })), StringComparison.Ordinal);
        Assert.Contains(Reservations(Closed() with { GeneratorTime = busy }), text => text.StartsWith("the generator used 90", StringComparison.Ordinal));
        Assert.Equal([], Reasons(Closed() with { GeneratorTime = busy }));
    }

    [Fact]
    public void Check_PausesForGarbage_AreNotTheTargets()
    {
        var pauses = new BlockConditions { GarbagePause = TimeSpan.FromMilliseconds(30), Collections = 3 };

        Assert.Equal(["the generator stood still for 3.0 % of the time, 10 ms each of 3 times, to collect its garbage: p99 has part of it"], Reasons(Open() with { Conditions = pauses }));
        Assert.Equal([], Reasons(Open() with { Conditions = pauses with { GarbagePause = TimeSpan.FromMilliseconds(0.3) } }));
    }

    [Theory]
    [InlineData(1.0005, null, null)]
    [InlineData(1.005, null, "the clock that times requests and the time of day drifted apart by 0.50 %")]
    [InlineData(0.98, "the clock that times requests and the time of day drifted apart by 2.00 %", null)]
    public void Check_ClocksThatDisagree_AreNotBelieved(double rate, string? reason, string? reservation)
    {
        var block = Open() with { Conditions = new() { Monotonic = TimeSpan.FromSeconds(100), TimeOfDay = TimeSpan.FromSeconds(100 * rate) } };

        Assert.Equal((reason, reservation), (Reasons(block).SingleOrDefault(), Reservations(block).SingleOrDefault(text => text.Contains("clock", StringComparison.Ordinal))));
    }

    [Fact]
    public void Check_TooManyFailures_SayNothingOfTheRest()
    {
        Assert.Equal(["5.0 % of the requests failed: latencies of the rest say little where more than 1.0 % do"], Reasons(Closed() with { Issued = 1000, Succeeded = Totals(950, 5) }));
        Assert.Equal([], Reasons(Closed() with { Issued = 1000, Succeeded = Totals(990, 5) }));
        Assert.Equal([], ValidityRules.Check(ClosedPlan with { Analysis = new() { MaximumErrorRate = 0.1 } }, [Closed() with { Succeeded = Totals(950, 5) }], Totals(950, 5)).Reasons);
    }

    [Fact]
    public void Check_CancelledRequests_AreNotThePlatformsFailures() =>
        Assert.Equal([], Reasons(Closed() with { Succeeded = Totals(950, 5), Failures = Failures(FailureKind.Cancelled, 50) }));

    [Fact]
    public void Check_OneWrongAnswer_IsOneTooMany() => Assert.Equal(
        ["1 answers were wrong: a platform that need not be right can be as fast as it likes"], Reasons(Closed() with { Succeeded = Totals(999, 5), Failures = Failures(FailureKind.BodyInvalid, 1) }));

    [Fact]
    public void Check_TargetThatWasReplaced_IsNotOneTarget() => Assert.Equal(
        ["the target was not one and the same: process 12 took the place of process 11 before round 3"], Reasons(Closed(new() { TargetChange = "process 12 took the place of process 11" }) with { Round = 2 }));

    [Fact]
    public void Check_RecordsAgainstLittlesLaw_ContradictEachOther() => Assert.Equal(
        ["latencies and throughput say that 20 requests were in flight, where there were 5 users: the records contradict each other"], Reasons(Closed() with { Succeeded = Totals(1000, 20) }));

    [Fact]
    public void Check_UsersThatWaitForTheGenerator_AreAReservation() =>
        Assert.Contains(Reservations(Closed() with { Succeeded = Totals(1000, 2) }), text => text.EndsWith("the generator was busy with itself in between", StringComparison.Ordinal));

    private static string[] Reasons(BlockResult block) => [.. Check(block).Reasons];

    private static string[] Reservations(BlockResult block) => [.. Check(block).Reservations];

    private static Validity Check(BlockResult block) => ValidityRules.Check(block.Open is null ? ClosedPlan : OpenPlan, [block], block.Succeeded);

    private static BlockResult Closed(BlockConditions? conditions = null) => Open() with { Open = null, Conditions = conditions };

    private static BlockResult Open(int count = 1000, int? sent = null, double late = 0.1, Func<int, double>? mean = null)
    {
        var (latencies, lateness) = (Totals(sent ?? count, 5), Totals(sent ?? count, late));
        return new()
        {
            Round = 0,
            Elapsed = TimeSpan.FromSeconds(1),
            Issued = sent ?? count,
            Succeeded = latencies,
            Failed = new(),
            Failures = new long[FailureKind.Count],
            Open = new(count, sent ?? count, TimeSpan.FromSeconds(1), latencies, lateness, Stretches(mean ?? (_ => 5))),
        };
    }

    private static double?[] Stretches(Func<int, double> mean) => [.. Enumerable.Range(0, StretchRecord.Stretches).Select(stretch => (double?)mean(stretch))];

    private static long[] Failures(FailureKind kind, int count)
    {
        var failures = new long[FailureKind.Count];
        failures[kind.Index] = count;
        return failures;
    }

    private static LatencyTotals Totals(int count, double milliseconds)
    {
        var recorder = new LatencyRecorder();
        for (var i = 0; i < count; i++)
        {
            recorder.Record((long)(milliseconds / 1000 * Stopwatch.Frequency));
        }

        var totals = new LatencyTotals();
        recorder.AddTo(totals);
        return totals;
    }
}
