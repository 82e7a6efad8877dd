using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Scenarios;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Scenarios;

/// <summary>Each rule alone.</summary>
public class ScenarioJudgeTests
{
    private static readonly ScenarioRules Server = ScenarioRules.For(LoadScenario.Server, RunProfile.Standard, null, null);

    [Theory]
    [InlineData(LoadScenario.SingleStream, RunProfile.Quick, 10, 64, 0, 1)]
    [InlineData(LoadScenario.SingleStream, RunProfile.Strict, 600, 64, 0, 1)]
    [InlineData(LoadScenario.MultiStream, RunProfile.Standard, 60, 662, 0, 8)]
    [InlineData(LoadScenario.Server, RunProfile.Strict, 600, 662, 0, 1)]
    [InlineData(LoadScenario.Offline, RunProfile.Strict, 600, 1, 24_576, 1)]
    [InlineData(LoadScenario.Offline, RunProfile.Standard, 60, 1, 2_458, 1)]
    [InlineData(LoadScenario.Offline, RunProfile.Quick, 10, 1, 410, 1)]
    public void Rules_OfEachProfile_AreScaled(object scenario, object profile, int seconds, long queries, long samples, int perQuery)
    {
        var rules = ScenarioRules.For((LoadScenario)scenario, (RunProfile)profile, null, null);

        Assert.Equal((TimeSpan.FromSeconds(seconds), queries, samples, perQuery), (rules.MinimumDuration, rules.MinimumQueries, rules.MinimumSamples, rules.SamplesPerQuery));
    }

    [Fact]
    public void Judge_EverythingKept_IsValid() => Assert.Equal([], Reasons(Server, Run(10_000)));

    [Fact]
    public void Judge_TooShort_IsInvalid() =>
        Assert.Equal(["it lasted 59.5 s, and 60 s are the least"], Reasons(Server, Run(10_000) with { Duration = TimeSpan.FromSeconds(59.5) }));

    [Fact]
    public void Judge_TooFewQueries_IsInvalid() => Assert.Equal(["500 queries are fewer than 662"], Reasons(Server, Run(500)));

    [Fact]
    public void Judge_TooFewSamples_IsInvalid() =>
        Assert.Equal(["100 samples are fewer than 2458"], Reasons(ScenarioRules.For(LoadScenario.Offline, RunProfile.Standard, null, null), Run(1) with { Samples = 100 }));

    [Fact]
    public void Judge_Failures_AreInvalid() => Assert.Equal(["101 of 10000 queries failed"], Reasons(Server with { Percentile = 0.9 }, Run(10_000) with { Failed = 101, OverTarget = 101 }));

    [Fact]
    public void Judge_NotSent_IsInvalid() => Assert.Equal(["3 queries were never sent: too many were in flight"], Reasons(Server, Run(10_000) with { NotSent = 3, OverTarget = 3 }));

    [Fact]
    public void Judge_PercentileOverTheTarget_IsInvalid() =>
        Assert.Equal(["101 of 10000 queries took over 10 ms: p99 is not kept"], Reasons(Server, Run(10_000) with { OverTarget = 101 }));

    [Theory]
    [InlineData(838, 2, true)]
    [InlineData(837, 2, false)]
    [InlineData(2010, 10, true)]
    [InlineData(2009, 10, false)]
    [InlineData(107_569, 1000, true)]
    [InlineData(107_568, 1000, false)]
    public void Judge_EarlyStopping_NeedsTheQueriesOfItsTable(long queries, long over, bool isValid)
    {
        var result = ScenarioJudge.Judge(Server, Run(queries) with { OverTarget = over });

        Assert.Equal(isValid, result.IsValid);
        Assert.All(result.Reasons, reason => Assert.EndsWith($"when {over} took longer: {queries + 1} are needed", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_FailuresAboveTheRank_LeaveNoEstimate()
    {
        // Of 81 latencies the second highest may be claimed as p90: with two failures, that is one of them.
        var rules = ScenarioRules.For(LoadScenario.SingleStream, RunProfile.Standard, null, null) with { MostFailed = 1 };

        Assert.NotNull(ScenarioJudge.Judge(rules, Run(81, answers: 80) with { Failed = 1 }).Value);
        Assert.Equal(["81 queries with 2 failures are too few to speak of p90"], Reasons(rules, Run(81, answers: 79) with { Failed = 2 }));
    }

    [Fact]
    public void Judge_NothingAnswered_SaysSo() => Assert.Contains("nothing answered", Reasons(Server, Run(20, answers: 0) with { GaveUp = true }));

    private static IReadOnlyList<string> Reasons(ScenarioRules rules, ScenarioObservation run) => ScenarioJudge.Judge(rules, run).Reasons;

    private static ScenarioObservation Run(long queries, long? answers = null)
    {
        var recorder = new LatencyRecorder();
        for (var i = 0; i < (answers ?? queries); i++)
        {
            recorder.Record(Stopwatch.Frequency / 200);
        }

        var totals = new LatencyTotals();
        recorder.AddTo(totals);
        return new() { Queries = queries, Samples = Math.Max(queries, 5000), Latencies = totals, Duration = TimeSpan.FromSeconds(60), LastCompletion = TimeSpan.FromSeconds(60) };
    }
}
