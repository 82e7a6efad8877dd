using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Tests.Simulation;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Scenarios;

/// <summary>Each scenario as a whole run of a simulated minute or so.</summary>
public class ScenarioRunTests
{
    [Fact]
    public void SingleStream_RunsForTheProfileAndReportsAConservativeP90()
    {
        var (result, block, server) = Run(LoadScenario.SingleStream, 4, number => number % 20 == 0 ? 0.05 : 0.01);

        Assert.Equal([], result.Reasons);
        Assert.Equal((833L, 833L), (result.Queries, block.Issued));
        Assert.InRange(result.DurationSeconds, 10, 10.06);
        Assert.Equal(10, result.Value!.Value, 0.1); // it is valid
        Assert.Equal(10, result.ObservedPercentile!.Value, 0.1);
        Assert.StartsWith("VALID QUICK: p90 latency, with 99 % confidence", result.Sentence, StringComparison.Ordinal);
        Assert.All(server.Log.Zip(server.Log.Skip(1)), pair => Assert.True(pair.Second.Arrived >= pair.First.Answered - 1e-6));
    }

    [Fact]
    public void SingleStream_SlowTarget_GoesOnUntilThereAreEnoughQueries()
    {
        var (result, _, _) = Run(LoadScenario.SingleStream, 1, _ => 0.5);

        Assert.Equal((64L, 32.0), (result.Queries, Math.Round(result.DurationSeconds)));
        Assert.True(result.IsValid);
    }

    [Fact]
    public void SingleStream_TooSlowForItsQueries_IsBrokenOff()
    {
        var (result, _, _) = Run(LoadScenario.SingleStream, 1, _ => 3);

        Assert.Equal(34, result.Queries);
        Assert.Contains("it was broken off after 102 s", result.Reasons);
        Assert.Contains("34 queries are fewer than 64", result.Reasons);
    }

    [Fact]
    public void MultiStream_QueryIsAsSlowAsItsSlowestSample()
    {
        // One sample in sixteen is slow, so every second query of eight is.
        var (result, block, _) = Run(LoadScenario.MultiStream, 8, number => number % 16 == 3 ? 0.03 : 0.01);

        Assert.Equal([], result.Reasons);
        Assert.Equal(8 * result.Queries, block.Issued);
        Assert.Equal(result.Samples, block.Issued);
        Assert.True(result.Queries >= 662);
        Assert.Equal(30, result.Value!.Value, 0.1); // it is valid
        Assert.Equal(10, block.Succeeded.Percentile(0.9)!.Value, 0.1); // samples alone look fast
    }

    [Fact]
    public void Server_TargetKept_IsValidAtItsRate()
    {
        var (result, block, _) = Run(LoadScenario.Server, 8, _ => 0.004, rate: 200);

        Assert.Equal([], result.Reasons);
        Assert.Equal((0L, block.Scheduled), (result.OverTarget, result.Queries));
        Assert.InRange(result.Value!.Value, 185, 215); // it is valid
        Assert.InRange(result.DurationSeconds, 10, 10.2);
    }

    [Fact]
    public void Server_TargetMissed_IsInvalidAndSaysByHowMuch()
    {
        var (result, _, _) = Run(LoadScenario.Server, 8, number => number % 50 == 0 ? 0.02 : 0.004, rate: 200);

        Assert.Contains("took over 10 ms: p99 is not kept", Assert.Single(result.Reasons), StringComparison.Ordinal);
        Assert.InRange(result.OverTarget, 35, 45);
    }

    [Fact]
    public void Server_LatencyCountsFromTheSchedule()
    {
        // Half the capacity that is asked for: the queue, not the server, is what makes it slow.
        var (result, block, _) = Run(LoadScenario.Server, 1, _ => 0.01, rate: 200);

        Assert.False(result.IsValid);
        Assert.InRange(block.Succeeded.Percentile(0.99)!.Value, 8_000, 12_000); // it answered
        Assert.Equal(100, result.Value!.Value, 2.0);
    }

    [Fact]
    public void Server_LowRate_WaitsForEnoughQueries() => Assert.InRange(Run(LoadScenario.Server, 8, _ => 0.004, rate: 10).Result.DurationSeconds, 55, 75);

    [Fact]
    public void Offline_OneQueryOfAllSamples_ReportsSamplesASecond()
    {
        var (result, block, server) = Run(LoadScenario.Offline, 4, _ => 0.01, rate: 400);

        // 4 at a time in 10 ms are 400/s; a tenth more than ten seconds of them are asked for.
        Assert.Equal([], result.Reasons);
        Assert.Equal((1L, 4400L, 4400L), (result.Queries, result.Samples, block.Issued));
        Assert.Equal(400, result.Value!.Value, 1.0); // it is valid
        Assert.Equal(4400, server.Log.Count);
    }

    [Fact]
    public void Offline_FasterThanExpected_IsTooShort() =>
        Assert.Equal(["it lasted 1.1 s, and 10 s are the least"], Run(LoadScenario.Offline, 40, _ => 0.01, rate: 400).Result.Reasons);

    [Fact]
    public void AnyScenario_TargetThatFails_IsInvalid()
    {
        foreach (var scenario in Enum.GetValues<LoadScenario>())
        {
            var (result, block, _) = Run(scenario, 8, _ => 0.004, rate: 100, breaks: number => number % 10 == 0);

            Assert.Contains(result.Reasons, reason => reason.EndsWith("failed", StringComparison.Ordinal));
            Assert.Equal(block.Issued, block.Succeeded.Count + block.Failures.Sum());
        }
    }

    private static (ScenarioResult Result, BlockResult Block, SimulatedServer Server) Run(
        LoadScenario scenario, int servers, Func<int, double> seconds, double rate = 1, Func<int, bool>? breaks = null)
    {
        var (number, time) = (0, new SimulatedTime());
        var server = new SimulatedServer(time, servers, () => seconds(number++)) { Break = at => breaks?.Invoke(at) == true ? new(FailureKind.Http(503), "busy") : null };
        var run = new ScenarioRun(ScenarioRules.For(scenario, RunProfile.Quick, null, null), SimulatedServer.Target, _ => server, server.Timing()) { Rate = rate, Concurrency = servers, MaxInFlight = 5000 };
        var (block, result) = time.Run(() => run.RunAsync(0, null, TestContext.Current.CancellationToken));
        return (result, block, server);
    }
}
