using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Terminal;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

public class LoadReportTests
{
    private static readonly BenchmarkOutcome Outcome = Outcomes.ThreeHealthy with
    {
        Platforms =
        [
            Outcomes.Measured(Platform.TensorFlow, 2000, 5) with
            {
                Warmup = new(250, new Dictionary<string, long> { ["http_503"] = 2 }, 1.25, true, 40, "latency had settled"),
                DrainedRequests = 7,
                FirstResponseMilliseconds = 120,
                Scenarios =
                [
                    new() { Scenario = LoadScenario.Server, Profile = RunProfile.Quick, Reasons = [], Metric = "completed queries", Unit = "/s", Value = 199.8, ObservedPercentile = 8.25, TargetLatency = 10, OverTarget = 3, Queries = 2000, Samples = 2000, DurationSeconds = 10.01 },
                    new() { Scenario = LoadScenario.Server, Profile = RunProfile.Standard, Reasons = ["500 queries are fewer than 662"], Metric = "completed queries", Unit = "/s", Queries = 500, Samples = 500, DurationSeconds = 60 },
                ],
            },
        ],
        Sweep = [new(100, null, Outcomes.Measured(Platform.TensorFlow, 100, 5)), new(null, 4, Outcomes.Dead(Platform.KServe))],
        Saturation = [new("tensorflow", "p99 < 20 ms", 400, 410, [])],
    };

    [Fact]
    public async Task Reports_OfAScenario_TellItsVerdictAndItsPhases()
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-load");
        try
        {
            await ReportFiles.WriteAsync(Outcome, folder.FullName, TestContext.Current.CancellationToken);
            var html = await File.ReadAllTextAsync(Path.Combine(folder.FullName, ReportFiles.Html), TestContext.Current.CancellationToken);

            Assert.Contains("VALID QUICK", html, StringComparison.Ordinal);
            Assert.Contains("500 queries are fewer than 662", html, StringComparison.Ordinal);
            Assert.Contains("1.25 s: latency had settled", html, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Lines_TellOfEveryLoad() => Assert.Equal(
        [
            "tensorflow at 100 requests/s: 100 answers/s (97\u00a0–\u00a0103), p50 5 ms, p99 15 ms",
            "kserve with 4 in flight: failed, cannot reach http://127.0.0.1:1: Connection refused <b>&",
            "tensorflow keeps p99 < 20 ms up to 400 requests/s; 410 requests/s was too much.",
            "tensorflow VALID QUICK: completed queries 199.8 /s",
            "tensorflow INVALID: completed queries unknown; 500 queries are fewer than 662",
        ],
        LoadLines.Of(Outcome));

    [Fact]
    public void Describe_RateThatOneRunOfThreeDidNotConfirm_SaysSo()
    {
        SaturationStep Step(double rate, bool passed, bool again) => new(rate, passed, again, 10, 1000, "");
        var found = new Saturation("tensorflow", "p99 < 20 ms", 400, null, [Step(400, true, false), Step(400, false, true), Step(400, true, true), Step(400, true, true)]);

        Assert.Equal("tensorflow keeps p99 < 20 ms up to 400 requests/s (in 2 of 3 confirming runs); no rate that was tried was too much.", ReportText.Describe(found));
    }

    [Theory]
    [InlineData(1.1, 0.01, 0.2, "Alone it would show a difference")]
    [InlineData(0.9, 0.01, 0.2, "The mean and the ranks of the pairs point in opposite directions.")]
    [InlineData(0.9, 0.01, 0.02, "The mean and the ranks of the pairs point in opposite directions.")]
    [InlineData(1.1, 0.2, 0.3, "Neither a difference nor its absence is shown.")]
    public void NotShown_OfAnUndecidedComparison_GivesTheTablesReason(double robustRatio, double p, double adjustedP, string reason)
    {
        var comparison = ComparisonNote.Conclude(new Comparison("p50", "tensorflow", "kserve", 1.2, 1.1, 1.3, p, adjustedP, false, "paired") { RobustRatio = robustRatio, EquivalenceP = 1 });
        var outcome = Outcome with { Verdict = Outcome.Verdict with { Comparisons = [comparison] } };

        Assert.Contains(ReportText.NotShown(outcome), sentence => sentence.StartsWith("p50 of tensorflow and kserve: undecided", StringComparison.Ordinal) && sentence.Contains($"). {reason}", StringComparison.Ordinal));
        Assert.Contains(reason.Split(' ', 2)[1].TrimEnd('.'), comparison.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAPlan_IsWhatWasSent()
    {
        (LoadPlan Load, double? Rate, string Words)[] plans =
        [
            (new(), null, "10 concurrent requests, closed loop"),
            (new(), 50, "50 requests/s, open loop"),
            (new() { MaxRateObjective = new(0.99, TimeSpan.FromMilliseconds(20)) }, 500, "search for the highest rate with p99 < 20 ms"),
            (new() { Scenario = LoadScenario.SingleStream }, null, "MLPerf's SingleStream"),
            (new() { Scenario = LoadScenario.Server }, 50, "MLPerf's Server at 50 queries/s"),
            (new() { RateSweep = [100, 200] }, null, "100, 200 requests/s, open loop"),
            (new() { ConcurrencySweep = [1, 2, 4] }, null, "1, 2, 4 concurrent requests, closed loop"),
        ];

        Assert.Equal(plans.Select(plan => plan.Words), plans.Select(plan => ReportText.Load(new BenchmarkPlan { Targets = [], Load = plan.Load, Rate = plan.Rate })));
    }

    [Fact]
    public void Tables_WithoutALoadModel_AreNone()
    {
        Assert.Null(LoadTables.Scenarios(Outcomes.AllDead));
        Assert.Null(LoadTables.Phases(Outcomes.AllDead));
    }
}
