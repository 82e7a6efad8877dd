using ModelServing.BenchmarkWorker.Advice;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Advice;

/// <summary>Each rule speaks where its facts are, with their figures, and is silent where they are not.</summary>
public class RecommendationTests
{
    private static readonly PlatformResult Plain = Outcomes.Measured(Platform.TensorFlow, 2000, 5) with { FirstResponseMilliseconds = 6 };

    [Fact]
    public void FailedPlatform_NeverReached_IsSaidWithTheReason() =>
        Assert.Equal(
            ["kserve never got as far as a request: cannot reach http://127.0.0.1:1: Connection refused <b>&. Repair it and run again before you compare; the other figures do not depend on it."],
            Of("failed platform", Outcomes.OneDead));

    [Fact]
    public void FailedPlatform_OnlyFailures_NamesEachKindAndItsRemedy()
    {
        var dead = Outcomes.Dead(Platform.KServe) with { TotalRequests = 20, FailedRequests = 20, Failures = new Dictionary<string, long> { ["connect_refused"] = 20 } };

        Assert.Contains("no valid answer to 20 requests: 20 × connect_refused, so nothing listens at http://127.0.0.1:1/", Assert.Single(Of("failed platform", Outcomes.Of(dead))), StringComparison.Ordinal);
    }

    [Fact]
    public void FailedPlatform_AllHealthy_IsSilent() => Assert.Empty(Of("failed platform", Outcomes.ThreeHealthy));

    [Theory]
    [InlineData("deadline", "no answer came within 20 s")]
    [InlineData("http_429", "raise its queue or its rate limit")]
    [InlineData("connect_refused", "start the server, or correct the port")]
    [InlineData("http_5xx", "what it answered first: boom")]
    [InlineData("body_invalid", "a body that is no answer")]
    [InlineData("wrong_output", "a fast wrong server is no server")]
    [InlineData("grpc_unavailable", "a proxy that ends streams")]
    [InlineData("of_tomorrow", "see what came first: boom")]
    public void FailedRequests_AnyKind_HaveCountShareAndRemedy(string kind, string remedy)
    {
        var platform = Plain with { SuccessfulRequests = 960, FailedRequests = 40, Failures = new Dictionary<string, long> { [kind] = 40 }, Problem = "boom" };

        var text = Assert.Single(Of("failed requests", Outcomes.Of(platform)));

        Assert.StartsWith($"{kind} on tensorflow (40 of 1000 requests, 4 %): ", text, StringComparison.Ordinal);
        Assert.Contains(remedy, text, StringComparison.Ordinal);
    }

    [Fact]
    public void FailedRequests_None_IsSilent() => Assert.Empty(Of("failed requests", Outcomes.ThreeHealthy));

    [Fact]
    public void NotValid_OpenLoop_SaysWhatWasOfferedAndAnswered() =>
        Assert.Equal(
            ["Do not compare seldon: 600 of 1600 requests were never sent: too many were in flight. It was offered 1600 requests/s and answered 1200/s: measure it again below that."],
            Of("not valid", Outcomes.NotValid));

    [Fact]
    public void NotValid_AllValid_IsSilent() => Assert.Empty(Of("not valid", Outcomes.ThreeHealthy));

    [Fact]
    public void Winner_Shown_IsChosenForWhatItWins() =>
        Assert.Equal(["Choose tensorflow where what counts is the highest throughput (2000 answers/s) and the lowest median latency (5 ms)."], Of("winner", Outcomes.ThreeHealthy));

    [Fact]
    public void Winner_NoneShown_IsSilent() => Assert.Empty(Of("winner", Outcomes.Indistinguishable));

    [Fact]
    public void Equivalent_DifferentCost_ChoosesTheCheaper()
    {
        var outcome = Compared(ComparisonOutcome.Equivalent) with { };
        outcome = outcome with
        {
            Platforms = [outcome.Platforms[0] with { Resources = new(100, 50, null, null) }, outcome.Platforms[1] with { Resources = new(150, 50, null, null) }],
        };

        Assert.Equal(
            "tensorflow and kserve are equivalent in p50 (ratio 1.002, 95 % interval 0.990\u00a0–\u00a01.020): choose by cost and by how they are run. tensorflow takes 0.5 ms of processor time for an answer, kserve 0.75 ms.",
            Assert.Single(Of("equivalent", outcome)));
    }

    [Fact]
    public void Equivalent_OnlyUndecided_IsSilent() => Assert.Empty(Of("equivalent", Compared(ComparisonOutcome.Undecided)));

    [Fact]
    public void Undecided_WideInterval_SaysHowManyBlocksItTakes()
    {
        var outcome = LongBlocks(Compared(ComparisonOutcome.Undecided, 0.9, 1.1));

        Assert.Contains("are undecided after 5 blocks each: to tell 5 % apart in p50 (ratio 1.002, 95 % interval 0.900\u00a0–\u00a01.100), measure about 22 blocks", Assert.Single(Of("undecided", outcome)), StringComparison.Ordinal);
        Assert.Equal(22, SampleRules.Needed(outcome.Verdict.Comparisons[0], 5));
    }

    [Fact]
    public void Undecided_NarrowInterval_SaysThatItHardlyMatters() =>
        Assert.Contains("is within 5 %", Assert.Single(Of("undecided", LongBlocks(Compared(ComparisonOutcome.Undecided)))), StringComparison.Ordinal);

    [Fact]
    public void Undecided_BlocksOfAMoment_AsksForLongerOnesAndNotForMore() => Assert.Equal(
        "Blocks of 0.1 to 0.1 s scatter with whatever else the machine does for a moment, and leave platforms undecided: measure seconds at a time, for example --duration 25 (5 blocks of 5 s).",
        Assert.Single(Of("undecided", Compared(ComparisonOutcome.Undecided))));

    [Fact]
    public void Undecided_BlocksOfAMomentThatDecide_IsSilent() => Assert.Empty(Of("undecided", Compared(ComparisonOutcome.Equivalent)));

    [Fact]
    public void Undecided_Decided_IsSilent() => Assert.Empty(Of("undecided", Compared(ComparisonOutcome.Different)));

    [Fact]
    public void UnboundedPercentile_FewRequests_SaysHowManyItTakes() =>
        Assert.Equal(["p99.9 of tensorflow has no upper bound after 1000 answers: measure at least 3688 (--total-requests) before you promise it."], Of("unbounded percentile", Outcomes.Of(Plain)));

    [Fact]
    public void UnboundedPercentile_Bounded_IsSilent() =>
        Assert.Empty(Of("unbounded percentile", Outcomes.Of(Plain with { SuccessfulRequests = 5000, Percentiles = new Dictionary<string, Estimate>(Plain.Percentiles) { ["p99.9"] = new(25, 20, 30) } })));

    [Theory]
    [InlineData(1400.0, "The 1400 requests/s of this run are 96.6 % of that: plan at least 2 replicas")]
    [InlineData(500.0, "Plan each replica for 1015 requests/s (70 % of it)")]
    [InlineData(null, "Plan each replica for 1015 requests/s (70 % of it)")]
    public void Limit_Found_IsSetAgainstTheOfferedRate(double? rate, string expected)
    {
        var outcome = Outcomes.Loaded;

        Assert.Contains(expected, Of("limit", outcome with { Plan = outcome.Plan with { Rate = rate } }).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_NotKeptAtAll_AsksForMore() => Assert.Contains("does not keep p99 < 20 ms at any rate that was tried, the lowest being 100 requests/s. Give kserve more replicas", Of("limit", Outcomes.Loaded).Last(), StringComparison.Ordinal);

    [Fact]
    public void Limit_NoSearch_IsSilent() => Assert.Empty(Of("limit", Outcomes.ThreeHealthy));

    [Fact]
    public void Knee_InTheSweep_IsBracketed() =>
        Assert.Equal("The knee of tensorflow is between 800 and 1200 requests/s: p99 goes from 15.9 ms at 100 requests/s to 51 ms. Scale out before the lower of the two.", Of("knee", Outcomes.Loaded).First());

    [Fact]
    public void Knee_BeyondTheSweep_SaysSo()
    {
        var outcome = Outcomes.Loaded;

        Assert.Contains("tensorflow does not reach its knee in this sweep: p99 is 15.9 ms at 100 and 19.6 ms at 400 requests/s", Of("knee", outcome with { Sweep = [.. outcome.Sweep.Where(point => point.OfferedRate <= 400)] }).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Knee_NoSweep_IsSilent() => Assert.Empty(Of("knee", Outcomes.ThreeHealthy));

    [Fact]
    public void Processor_Busy_IsBoundByIt() => Assert.Contains("used 1.8 of 2 cores, 0.9 ms of processor time for an answer: it is bound by the processor", Assert.Single(Of("processor", With(180))), StringComparison.Ordinal);

    [Fact]
    public void Processor_Idle_IsNotTheLimit() => Assert.Contains("used 0.5 of 2 cores, 0.25 ms of processor time for an answer: the processor does not limit it", Assert.Single(Of("processor", With(50))), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData(120.0)]
    public void Processor_UnseenOrBetween_IsSilent(double? percent) => Assert.Empty(Of("processor", With(percent)));

    [Fact]
    public void Batching_BusyWithSingleRows_IsAdvised() => Assert.Contains("answers 2000 requests of 1 row a second with 1.8 of 2 cores busy", Assert.Single(Of("batching", With(180, instances: 1))), StringComparison.Ordinal);

    [Theory]
    [InlineData(180.0, 8)]
    [InlineData(50.0, 1)]
    public void Batching_SeveralRowsOrIdle_IsSilent(double percent, int instances) => Assert.Empty(Of("batching", With(percent, instances)));

    [Fact]
    public void Tail_Long_NamesFactorAndWorstSecond() =>
        Assert.StartsWith("Latency has a long tail on tensorflow (p99 45 ms, 9 times the median of 5 ms, and 165 ms in second 33 of 60)", Of("tail", Outcomes.Loaded).Single(), StringComparison.Ordinal);

    [Fact]
    public void Tail_Short_IsSilent() => Assert.Empty(Of("tail", Outcomes.ThreeHealthy));

    [Fact]
    public void ColdStart_Slow_NamesFigures() =>
        Assert.StartsWith("The first answer is slow on tensorflow (100 ms, 20 times its median): ", Assert.Single(Of("cold start", Outcomes.Of(Plain with { FirstResponseMilliseconds = 100 }))), StringComparison.Ordinal);

    [Theory]
    [InlineData(6.0)]
    [InlineData(null)]
    public void ColdStart_QuickOrUnknown_IsSilent(double? first) => Assert.Empty(Of("cold start", Outcomes.Of(Plain with { FirstResponseMilliseconds = first })));

    [Fact]
    public void Protocol_OnePlatformTwoWays_SaysWhatTheSlowerCosts()
    {
        var v2 = Outcomes.Measured(Platform.TensorFlow, 1600, 6) with { Name = "tensorflow v2", Protocol = WireProtocol.OpenInference };

        Assert.Contains("in 5 ms as tensorflow and in 6 ms as tensorflow v2 (medians): 1 ms, or 16.7 %, is what Open Inference REST costs over TensorFlow Serving REST", Assert.Single(Of("protocol", Outcomes.Of(Plain, v2))), StringComparison.Ordinal);
    }

    [Fact]
    public void Protocol_NotShownOrOtherPlatform_IsSilent()
    {
        var like = Outcomes.Measured(Platform.TensorFlow, 1990, 5.01, 0.1) with { Name = "tensorflow v2", Protocol = WireProtocol.OpenInference };

        Assert.Empty(Of("protocol", Outcomes.Of(Plain, like)));
        Assert.Empty(Of("protocol", Outcomes.ThreeHealthy));
    }

    [Fact]
    public void ClosedLoop_Measured_NamesARateToOffer() => Assert.Contains("4 callers who wait for each other's answers, at 1200 to 2000 answers/s", Assert.Single(Of("closed loop", Outcomes.ThreeHealthy)), StringComparison.Ordinal);

    [Fact]
    public void ClosedLoop_OpenLoopOrNothingMeasured_IsSilent()
    {
        Assert.Empty(Of("closed loop", Outcomes.Loaded));
        Assert.Empty(Of("closed loop", Outcomes.AllDead));
    }

    private static IEnumerable<string> Of(string rule, BenchmarkOutcome outcome) => Recommendations.For(outcome).Where(recommendation => recommendation.Rule == rule).Select(recommendation => recommendation.Text);

    private static BenchmarkOutcome With(double? percent, int instances = 2) =>
        Outcomes.Of(Plain with { InstancesPerRequest = instances, Resources = new ResourceUsage(percent, null, null, null) });

    private static BenchmarkOutcome Compared(ComparisonOutcome shown, double low = 0.99, double high = 1.02)
    {
        var outcome = Outcomes.Of(Plain, Outcomes.Measured(Platform.KServe, 2000, 5));
        return outcome with { Verdict = outcome.Verdict with { Comparisons = [new("p50", "tensorflow", "kserve", 1.002, low, high, 0.5, 0.5, shown == ComparisonOutcome.Different, "5 paired blocks", shown)] } };
    }

    private static BenchmarkOutcome LongBlocks(BenchmarkOutcome outcome) => outcome with
    {
        Platforms = [.. outcome.Platforms.Select(platform => platform with { Blocks = [.. platform.Blocks.Select(block => block with { ElapsedSeconds = 5 })] })],
    };
}
