using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Analysis;

public class ValidityRulesTests
{
    [Fact]
    public void Check_LoadAsAskedFor_IsValid() => Assert.Equal([], Reasons(Block(1000, 1000, 0.1, _ => 5)));

    [Fact]
    public void Check_RequestsNeverSent_AreCounted() =>
        Assert.Equal(["20 of 1000 requests were never sent: too many were in flight"], Reasons(Block(1000, 980, 0.1, _ => 5)));

    [Fact]
    public void Check_LateGenerator_IsNotBelieved() =>
        Assert.Equal(["more than 1 % of the requests were sent over 1 ms late: the generator could not keep to the schedule"], Reasons(Block(1000, 1000, 3, _ => 5)));

    [Fact]
    public void Check_LatencyThatGrows_HasNoSteadyState() => Assert.Equal(
        ["latency grew during 1 of 1 blocks: at this rate the server falls behind, and its latency has no steady state"], Reasons(Block(1000, 1000, 0.1, stretch => 5 + (stretch * 10) + (stretch % 2))));

    [Fact]
    public void Check_OneStall_IsNotGrowth() => Assert.Equal([], Reasons(Block(1000, 1000, 0.1, stretch => stretch is > 30 and < 34 ? 300 : 5 + (stretch % 2))));

    [Fact]
    public void Check_FewAnswers_IsAReservation()
    {
        var (reasons, reservations) = Check(Block(100, 100, 0.1, _ => 5));

        Assert.Empty(reasons);
        Assert.Contains("100 answers are too few", Assert.Single(reservations), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_BusyGenerator_SpoilsAnOpenLoopAndLimitsAClosedOne()
    {
        var block = Block(1000, 1000, 0.1, _ => 5) with { GeneratorTime = TimeSpan.FromSeconds(0.9 * Environment.ProcessorCount) };

        Assert.Contains("the generator used 90", Assert.Single(Check(block).Reasons), StringComparison.Ordinal);
        var closed = ValidityRules.Check(Plans.For((Platform.TensorFlow, new("http://x/"))), [block with { Open = null }], block.Succeeded);
        Assert.True(closed.IsValid);
        Assert.Contains("the generator used 90", Assert.Single(closed.Reservations), StringComparison.Ordinal);
    }

    private static string[] Reasons(BlockResult block) => Check(block).Reasons;

    private static (string[] Reasons, string[] Reservations) Check(BlockResult block)
    {
        var validity = ValidityRules.Check(Plans.For((Platform.TensorFlow, new("http://x/"))) with { Rate = 1000 }, [block], block.Succeeded);
        return ([.. validity.Reasons], [.. validity.Reservations]);
    }

    private static BlockResult Block(int scheduled, int sent, double lateMilliseconds, Func<int, double> mean)
    {
        var (latencies, lateness) = (Totals(sent, 5), Totals(sent, lateMilliseconds));
        return new()
        {
            Round = 0,
            Elapsed = TimeSpan.FromSeconds(1),
            Issued = sent,
            Succeeded = latencies,
            Failed = new(),
            Failures = new long[FailureKind.Count],
            Open = new(scheduled, sent, TimeSpan.FromSeconds(1), latencies, lateness, [.. Enumerable.Range(0, OpenLoopRecord.Stretches).Select(stretch => (double?)mean(stretch))]),
        };
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
