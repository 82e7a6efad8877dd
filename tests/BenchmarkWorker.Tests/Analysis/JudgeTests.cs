using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Analysis;

public class JudgeTests
{
    [Fact]
    public void Decide_ThreeThatDiffer_NamesTheFastest()
    {
        var verdict = Outcomes.ThreeHealthy.Verdict;

        Assert.Equal(("tensorflow", "tensorflow", null), (verdict.Throughput.Winner, verdict.Latency.Winner, verdict.Reliability.Winner));
        Assert.Equal(15, verdict.Comparisons.Count);
        Assert.Equal(0.6, verdict.Comparisons[0].Ratio!.Value, 0.01); // blocks were paired
    }

    [Fact]
    public void Decide_DeadPlatform_IsInNoComparison()
    {
        var verdict = Outcomes.OneDead.Verdict;

        Assert.Equal("tensorflow", verdict.Throughput.Winner);
        Assert.DoesNotContain(verdict.Comparisons, comparison => comparison.Left == "kserve" || comparison.Right == "kserve");
    }

    [Fact]
    public void Decide_AllDead_RanksNothing()
    {
        var verdict = Outcomes.AllDead.Verdict;

        Assert.Empty(verdict.Comparisons);
        Assert.All(verdict.Findings, finding => Assert.Equal((null, "No platform answered, so there is nothing to rank."), (finding.Winner, finding.Sentence)));
    }

    [Fact]
    public void Decide_NoiseLargerThanTheDifference_ShowsNoDifference()
    {
        var verdict = Outcomes.Indistinguishable.Verdict;

        Assert.All(verdict.Findings, finding => Assert.Null(finding.Winner));
        Assert.StartsWith("No difference shown: tensorflow measured best", verdict.Throughput.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_OneBlockEach_NeverNamesAWinner()
    {
        var one = Outcomes.Measured(Platform.TensorFlow, 2000, 5);
        var other = Outcomes.Measured(Platform.KServe, 100, 90);

        var verdict = Judge.Decide([one with { Blocks = [one.Blocks[0]] }, other with { Blocks = [other.Blocks[0]] }]);

        Assert.Null(verdict.Throughput.Winner);
        Assert.Equal("1 paired blocks are not enough", verdict.Comparisons[0].Note);
    }

    [Fact]
    public void Decide_ManyFailuresOnOne_NamesTheReliableOne()
    {
        var failing = Outcomes.Measured(Platform.KServe, 2000, 5) with { SuccessfulRequests = 900, FailedRequests = 100, ErrorRatePercent = 10 };

        Assert.Equal("tensorflow", Judge.Decide([Outcomes.Measured(Platform.TensorFlow, 2000, 5), failing]).Reliability.Winner);
    }

    [Fact]
    public void Decide_IdenticalTargets_CallThemDifferentInAtMostAboutFivePercentOfSessions()
    {
        var random = new Random(5);
        var called = Enumerable.Range(0, 400).Count(_ =>
        {
            var drift = Enumerable.Range(0, 10).Select(i => 1 + 0.006 * i + 0.02 * (random.NextDouble() - 0.5)).ToArray();
            return Judge.Decide([Session(Platform.TensorFlow, [0, 3, 4, 7, 8], drift), Session(Platform.KServe, [1, 2, 5, 6, 9], drift)]).Findings.Any(finding => finding.Winner is not null);
        });

        Assert.InRange(called, 0, 28);
    }

    /// <summary>A platform whose blocks lie at these places of a session whose machine drifts.</summary>
    private static PlatformResult Session(Platform platform, int[] places, double[] drift) => Outcomes.Measured(platform, 1000, 5) with
    {
        Blocks = [.. places.Select((place, round) => new BlockSummary(round, 200, 200, 0.2, 1000 * drift[place], 5 / drift[place], 15 / drift[place]))],
    };
}
