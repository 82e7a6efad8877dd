using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Search;
using ModelServing.BenchmarkWorker.Tests.Simulation;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Search;

public class SaturationSearchTests
{
    [Fact]
    public async Task Search_SharpKnee_FindsTheHighestRateThatPasses()
    {
        var found = await SearchAsync((_, rate, _) => rate <= 700);

        Assert.InRange(found.Rate!.Value, 700 / 1.025, 700); // one passes
        Assert.InRange(found.FailedAbove!.Value, 700, 700 * 1.025); // and one fails
        Assert.Equal([true, true, true], found.Steps.Where(step => step.IsConfirmation).Select(step => step.Passed));
        Assert.InRange(found.Steps.Count, 1, 12);
    }

    [Fact]
    public async Task Search_FirstRateFails_GoesDown() => Assert.InRange((await SearchAsync((_, rate, _) => rate <= 13)).Rate!.Value, 13 / 1.05, 13); // one passes

    [Fact]
    public async Task Search_NothingPasses_FindsNone()
    {
        var found = await SearchAsync((_, _, _) => false);

        Assert.Null(found.Rate);
        Assert.True(found.FailedAbove < 0.02);
    }

    [Fact]
    public async Task Search_EverythingPasses_EndsAtTheHighestRate()
    {
        var found = await SearchAsync((_, _, _) => true);

        Assert.InRange(found.Rate!.Value, 500_000, 1_000_000); // everything passes
        Assert.Null(found.FailedAbove);
    }

    [Fact]
    public async Task Search_RateThatDoesNotConfirm_StepsDown()
    {
        var found = await SearchAsync((_, rate, isConfirmation) => rate <= (isConfirmation ? 600 : 700));

        Assert.InRange(found.Rate!.Value, 600 / 1.05, 600); // one is confirmed
        Assert.Equal(3, found.Steps.Count(step => step.IsConfirmation && step.Passed));
        Assert.Contains(found.Steps, step => step.IsConfirmation && !step.Passed);
    }

    [Theory]
    [InlineData(4, 100, 0.08, 0.99)]
    [InlineData(8, 50, 0.15, 0.99)]
    [InlineData(1, 1000, 0.02, 0.99)]
    [InlineData(16, 20, 0.2, 0.95)]
    public void Search_QueueWithSeveralServers_IsWithinFivePercentOfTheTruthInTwelvePoints(int servers, double service, double limit, double percentile)
    {
        var truth = MultiServerQueue.Knee(servers, service, limit, 1 - percentile);
        foreach (var seed in Enumerable.Range(1, 3))
        {
            var found = Simulate(servers, service, new(percentile, TimeSpan.FromSeconds(limit)), seed);

            Assert.True(found.Rate is { } rate && Math.Abs((rate / truth) - 1) < 0.05, $"seed {seed}: {found.Rate} instead of {truth}: {Describe(found)}");
            Assert.True(found.Steps.Where(step => !step.IsConfirmation).Count() <= 12, $"seed {seed}: {Describe(found)}");
        }
    }

    [Theory]
    [InlineData("p99 < 20ms", 0.99, 20)]
    [InlineData("p99.9<0.5s", 0.999, 500)]
    [InlineData(" p50 <= 1.5 ms ", 0.5, 1.5)]
    public void Objective_IsRead(string text, double percentile, double milliseconds)
    {
        Assert.True(LatencyObjective.TryParse(text, out var objective));
        Assert.Equal(new(percentile, TimeSpan.FromMilliseconds(milliseconds)), objective);
    }

    [Theory]
    [InlineData("")]
    [InlineData("p99")]
    [InlineData("p99 > 20ms")]
    [InlineData("p100 < 20ms")]
    [InlineData("p0 < 20ms")]
    [InlineData("p99 < 20")]
    [InlineData("p99 < 0ms")]
    public void Objective_ThatIsNone_IsRefused(string text) => Assert.False(LatencyObjective.TryParse(text, out _));

    private static Saturation Simulate(int servers, double service, LatencyObjective objective, int seed)
    {
        var random = new Random(seed);
        var time = new SimulatedTime();
        var search = new SaturationSearch((step, rate, isConfirmation, cancellationToken) =>
        {
            var server = new SimulatedServer(time, servers, () => -Math.Log(1 - random.NextDouble()) / service);
            var loop = new OpenLoop(SimulatedServer.Target, server, 100_000, server.Timing());
            return RaceAsync(loop, step, rate, isConfirmation, cancellationToken);
        });
        return time.Run(() => search.RunAsync("simulated", objective.ToString(), servers * service / 4, TestContext.Current.CancellationToken));

        async Task<SaturationStep> RaceAsync(OpenLoop loop, int step, double rate, bool isConfirmation, CancellationToken cancellationToken)
        {
            using (loop)
            {
                return (await new RateRace(objective, TimeSpan.FromSeconds(60), time).RunAsync(loop, step, rate, (1000 * seed) + step, isConfirmation, null, cancellationToken)).Step;
            }
        }
    }

    private static string Describe(Saturation found) => string.Join("; ", found.Steps.Select(step => $"{step.Rate:0.#} {step.Requests} {step.Reason}"));

    private static Task<Saturation> SearchAsync(Func<int, double, bool, bool> passes) => new SaturationSearch((number, rate, isConfirmation, _) =>
        Task.FromResult(new SaturationStep(rate, passes(number, rate, isConfirmation), isConfirmation, null, 1000, ""))).RunAsync("platform", "p99 < 20 ms", 100, TestContext.Current.CancellationToken);
}
