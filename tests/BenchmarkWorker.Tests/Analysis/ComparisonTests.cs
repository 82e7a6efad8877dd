using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Analysis;

public class ComparisonTests
{
    [Fact]
    public void Decide_TwiceAsSlow_IsDifferentOnEveryMetricThatBlocksHave()
    {
        var comparisons = Judge.Decide([Platform1(Flat), Platform2([2, 2.01, 1.99, 2.02, 1.98])]).Comparisons;

        Assert.Equal(["throughput", "p50", "p99", "p99.9", "errors"], comparisons.Select(comparison => comparison.Metric));
        Assert.All(comparisons.Take(4), comparison => Assert.Equal((true, ComparisonOutcome.Different), (comparison.IsDifferent, comparison.Outcome)));
        Assert.Equal(2, comparisons[1].RobustRatio!.Value, 0.02); // pairs have a median ratio
        Assert.Equal(0.0625, comparisons[1].SignedRankP!.Value, 1e-12); // the least that five pairs can give
    }

    [Fact]
    public void Decide_HardlyDifferent_ShowsThatNoDifferenceMatters()
    {
        var verdict = Judge.Decide([Platform1([1, 1.004, 0.997, 1.001, 0.999]), Platform2([1.001, 0.999, 1.002, 0.998, 1.003])]);

        Assert.Equal((false, ComparisonOutcome.Equivalent), (verdict.Comparisons[0].IsDifferent, verdict.Comparisons[0].Outcome));
        Assert.Contains("no difference larger than 5 %", verdict.Comparisons[0].Note, StringComparison.Ordinal);
        Assert.StartsWith("No difference larger than 5 %: tensorflow measured best", verdict.Latency.Sentence, StringComparison.Ordinal);
        Assert.Null(verdict.Latency.Winner);
    }

    [Fact]
    public void Decide_DifferentButWithinTheMargin_SaysBothAndNamesNoWinner()
    {
        var verdict = Judge.Decide([Platform1(Flat), Platform2([1.02, 1.021, 1.019, 1.02, 1.022])]);

        Assert.Equal((true, ComparisonOutcome.Equivalent), (verdict.Comparisons[0].IsDifferent, verdict.Comparisons[0].Outcome));
        Assert.Contains("a difference is shown", verdict.Comparisons[0].Note, StringComparison.Ordinal);
        Assert.Contains("but none larger than 5 %", verdict.Comparisons[0].Note, StringComparison.Ordinal);
        Assert.Null(verdict.Throughput.Winner);
        Assert.Equal("tensorflow", Judge.Decide([Platform1(Flat), Platform2([1.02, 1.021, 1.019, 1.02, 1.022])], margin: 0.01).Throughput.Winner);
    }

    [Fact]
    public void Decide_TooMuchNoise_NamesTheBlocksItWouldTake()
    {
        var comparison = Judge.Decide([Platform1(Flat), Platform2([1.1, 0.93, 1.08, 0.95, 1.02])]).Comparisons[0];

        Assert.Equal(ComparisonOutcome.Undecided, comparison.Outcome);
        Assert.InRange(comparison.BlocksNeeded!.Value, 15, 60); // undecided for want of blocks
        Assert.Contains($"about {comparison.BlocksNeeded} blocks each would show a difference of 5 %", comparison.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Conclude_IntervalThatLeavesOneOutAmongManyComparisons_SaysWhyItIsUndecided()
    {
        var alone = new Comparison("p50", "tensorflow", "kserve", 1.2, 1.05, 1.37, 0.02, 0.13, false, "5 paired blocks", EquivalenceP: 0.9);

        var comparison = ComparisonNote.Conclude(alone);
        var shown = ComparisonNote.Conclude(alone with { AdjustedP = 0.04 });
        var unclear = ComparisonNote.Conclude(alone with { P = 0.2, AdjustedP = 0.6 });

        Assert.Equal((ComparisonOutcome.Undecided, "5 paired blocks; alone it would show a difference (p = 0.020); among all that the run compares it does not (p = 0.130)"), (comparison.Outcome, comparison.Note));
        Assert.Equal((true, false, false), (ComparisonNote.WouldShowAlone(comparison), ComparisonNote.WouldShowAlone(shown), ComparisonNote.WouldShowAlone(unclear)));
    }

    [Fact]
    public void Decide_BlocksOfFewRequests_HaveNoFarPercentile()
    {
        var comparison = Judge.Decide([Outcomes.Measured(Platform.TensorFlow, 2000, 5), Outcomes.Measured(Platform.KServe, 1000, 10)]).Comparisons[3];

        Assert.Equal(("p99.9", null, "blocks of 200 answers have no p99.9 of their own: 1000 do"), (comparison.Metric, comparison.P, comparison.Note));
    }

    [Fact]
    public void Decide_OpenLoop_DoesNotCompareTheRateThatWasGiven() =>
        Assert.DoesNotContain(Judge.Decide([Platform1(Flat), Platform2(Flat)], isOpenLoop: true).Comparisons, comparison => comparison.Metric == "throughput");

    [Fact]
    public void Decide_TooManyFailures_AreJudgedEvenWhereTheLatencyIsNotValid()
    {
        var failing = Platform2(Flat) with { FailedRequests = 100, ErrorRatePercent = 10, Validity = new(["10 % of the requests failed"], []) };

        var verdict = Judge.Decide([Platform1(Flat), failing]);

        Assert.Equal((null, "tensorflow"), (verdict.Throughput.Winner, verdict.Reliability.Winner));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.06)]
    public void Decide_IdenticalTargets_AreCalledDifferentInAtMostSevenPercentOfRuns(double correlation, double drift)
    {
        var random = new Random(20261128);

        var called = Enumerable.Range(0, 200).Count(_ => Judge.Decide(Session(random, 1, correlation, drift)) is var verdict
            && (verdict.Comparisons.Any(comparison => comparison.IsDifferent) || verdict.Findings.Any(finding => finding.Winner is not null)));

        Assert.InRange(called, 0, 14);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.06)]
    public void Decide_FivePercentSlower_IsFoundInFourOfFiveRuns(double correlation, double drift)
    {
        var random = new Random(20261128);

        var found = Enumerable.Range(0, 1000).Count(_ => Judge.Decide(Session(random, 1.05, correlation, drift)).Comparisons[0] is { IsDifferent: true, Ratio: < 1 });

        Assert.InRange(found, 800, 1000);
    }

    [Theory]
    [InlineData(0.02, 0.02, 0.02)]
    [InlineData(0.06, 0.02, 0.02)]
    [InlineData(0.06, 0.01, 0.01)]
    [InlineData(0.02, 0.02, 0.005)]
    [InlineData(0.06, 0.01, 0.01, 0.01)]
    public void Decide_SeveralIdenticalTargets_AreCalledDifferentInAtMostSevenPercentOfRuns(params double[] scatters)
    {
        var random = new Random(20261129);

        var called = Enumerable.Range(0, 200).Count(_ => Judge.Decide(Several(random, scatters, 1)).Comparisons.Any(comparison => comparison.IsDifferent));

        Assert.InRange(called, 0, 14);
    }

    [Theory]
    [InlineData(3, 0.6, 0.58)]
    [InlineData(5, 0.3, 0.2)]
    public void Decide_OneOfSeveralFivePercentSlower_IsToldFromAllOthersMoreOftenThanByPairsAlone(int platforms, double atLeast, double byPairsAtMost)
    {
        const int Runs = 100;
        var random = new Random(20261129);
        var (found, byPairs) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var session = Several(random, [.. Enumerable.Repeat(0.02, platforms)], 1.05);
            found += IsToldFromAll(session, BlockScatter.Of(BlockMetric.Throughput, session)) ? 1 : 0;
            byPairs += IsToldFromAll(session, null) ? 1 : 0;
        }

        Assert.InRange(found, atLeast * Runs, Runs);
        Assert.InRange(byPairs, 0, byPairsAtMost * Runs);

        static bool IsToldFromAll(PlatformResult[] session, BlockScatter? scatter) => ComparisonFamilies.Adjust(
                [.. from right in Enumerable.Range(1, session.Length - 1) from left in Enumerable.Range(0, right) select BlockComparison.Of(BlockMetric.Throughput, session[left], session[right], 0.05, scatter)], "throughput")
            .Where(comparison => comparison.Right == session[^1].Name).All(comparison => comparison.IsDifferent);
    }

    /// <summary>Five blocks of each of several platforms, in rounds that a drift of the machine moves; the last platform may be slower.</summary>
    private static PlatformResult[] Several(Random random, double[] scatters, double slower)
    {
        double[] rounds = [.. Enumerable.Range(0, 5).Select(_ => Math.Exp(0.02 * Normal(random)))];
        return [.. scatters.Select((scatter, i) =>
        {
            double[] blocks = [.. rounds.Select(round => round * Math.Exp(scatter * Normal(random)) * (i == scatters.Length - 1 ? slower : 1))];
            return Slowed(Platform.TensorFlow, blocks, [.. blocks.Select(block => block * Math.Exp(0.05 * Normal(random)))]) with { Name = $"p{i}" };
        })];
    }

    private static double[] Flat => [1, 1.001, 0.999, 1.0005, 0.9995];

    private static PlatformResult Platform1(double[] slowness) => Slowed(Platform.TensorFlow, slowness, slowness);

    private static PlatformResult Platform2(double[] slowness) => Slowed(Platform.KServe, slowness, slowness);

    /// <summary>Five blocks of each in the order A B, B A, …; block noise of 2 %, correlated from block to block, on a machine that drifts. Tails scatter on their own, too.</summary>
    private static PlatformResult[] Session(Random random, double slower, double correlation, double drift)
    {
        var noise = Normal(random) * 0.02;
        var machine = Enumerable.Range(0, 10).Select(place =>
        {
            noise = place == 0 ? noise : correlation * noise + Math.Sqrt(1 - correlation * correlation) * 0.02 * Normal(random);
            return Math.Exp(noise + drift * place / 9);
        }).ToArray();
        double[] Tails(double[] blocks) => [.. blocks.Select(block => block * Math.Exp(0.05 * Normal(random)))];
        double[] first = [.. new[] { 0, 3, 4, 7, 8 }.Select(place => machine[place])];
        double[] second = [.. new[] { 1, 2, 5, 6, 9 }.Select(place => slower * machine[place])];
        return [Slowed(Platform.TensorFlow, first, Tails(first)), Slowed(Platform.KServe, second, Tails(second))];
    }

    private static PlatformResult Slowed(Platform platform, double[] slowness, double[] tails)
    {
        var mean = slowness.Average();
        return Outcomes.Measured(platform, 1000 / mean, 5 * mean) with
        {
            Blocks = [.. slowness.Select((slow, round) => new BlockSummary(round, 2000, 2000, 2, 1000 / slow, 5 * slow, 15 * tails[round], 40 * tails[round]))],
        };
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
