using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Search;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Runs;

/// <summary>Load models as whole runs against servers that listen.</summary>
public class LoadModelTests
{
    [Fact]
    public async Task Run_ConcurrencySweep_MeasuresEveryPlatformAtEachLoad()
    {
        await using var server = await FakeModelServer.StartAsync(openInference: true);
        var plan = Plans.For((Platform.TensorFlow, server.Url), (Platform.Url, new(server.Url, "/v1/models/production_model:predict"))) with { TotalRequests = 30, Repeats = 2 };

        var outcome = await Plans.RunAsync(plan with { Load = plan.Load with { ConcurrencySweep = [1, 2, 4] } });

        Assert.Equal([1, 1, 2, 2, 4, 4], outcome.Sweep.Select(point => point.Concurrency));
        Assert.Equal(["tensorflow", "url", "tensorflow", "url", "tensorflow", "url"], outcome.Sweep.Select(point => point.Result.Name));
        Assert.All(outcome.Sweep, point => Assert.Equal((30L, 2), (point.Result.SuccessfulRequests, point.Result.Blocks.Count)));
        Assert.Equal([1, 1], outcome.Platforms.Select(platform => platform.ConcurrentRequests));
    }

    [Fact]
    public async Task Run_RateSweep_OffersEachRate()
    {
        await using var server = await FakeModelServer.StartAsync();
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 40, Repeats = 1 };

        var outcome = await Plans.RunAsync(plan with { Load = plan.Load with { RateSweep = [100, 200] } });

        Assert.Equal([100, 200], outcome.Sweep.Select(point => point.OfferedRate));
        Assert.Equal([100, 200], outcome.Sweep.Select(point => Math.Round(point.Result.OpenLoop!.OfferedRate))); // an open loop has its figures
        Assert.Contains("offered the same rate", outcome.Verdict.Throughput.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WarmUp_IsTold()
    {
        await using var server = await FakeModelServer.StartAsync(async (context, number) =>
        {
            if (number is 3 or 4)
            {
                context.Response.StatusCode = 503;
            }

            return await Task.FromResult(number is 3 or 4);
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url));

        var platform = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal(10, platform.Warmup!.Requests); // there was one
        Assert.Equal(new Dictionary<string, long> { ["http_503"] = 2 }, platform.Warmup.Failures);
        Assert.Equal("only the requests asked for were sent", platform.Warmup.Note);
        Assert.Contains("2 of 10 warm-up requests failed", platform.Validity.Reservations);
        Assert.Equal(100, platform.SuccessfulRequests);
        Assert.True(platform.FirstResponseMilliseconds > 0);
    }

    [Fact]
    public async Task Run_NoWarmUp_SendsNothingBefore()
    {
        await using var server = await FakeModelServer.StartAsync();

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 0 })).Platforms[0];

        Assert.Null(platform.Warmup);
        Assert.Equal(100, server.Predictions);
        Assert.True(platform.FirstResponseMilliseconds > 0);
    }

    [Fact]
    public void Points_OfASweep_AreLoadsOfTheirOwn()
    {
        var plan = Plans.For() with { Rate = 5 };
        var points = LoadSweep.Points(plan with { Load = plan.Load with { ConcurrencySweep = [1, 8] } }).ToList();

        Assert.Equal([(1, null), (8, (double?)null)], points.Select(point => (point.ConcurrentRequests, point.Rate)));
        Assert.All(points, point => Assert.Empty(LoadSweep.Points(point)));
        Assert.Empty(LoadSweep.Points(plan));
    }

    [Theory]
    [InlineData("--scenario server needs --rate, the queries a second", LoadScenario.Server, null)]
    [InlineData("--target-latency belongs to --scenario single-stream, multi-stream or server", LoadScenario.Offline, null)]
    public void Problems_OfAScenario_AreNamed(string problem, object scenario, double? rate)
    {
        var load = new LoadPlan { Scenario = (LoadScenario)scenario, TargetLatency = TimeSpan.FromMilliseconds(5) };

        Assert.Equal([problem], load.Conflicts(Plans.For() with { Rate = rate }).Select(conflict => conflict.InFlags));
    }

    [Fact]
    public void Problems_TwoModesAtOnce_ExcludeEachOther() => Assert.Equal(
        ["--rate-sweep and --find-max-rate exclude each other"],
        new LoadPlan { RateSweep = [1], MaxRateObjective = new LatencyObjective(0.99, TimeSpan.FromSeconds(1)) }.Conflicts(Plans.For()).Select(conflict => conflict.InFlags));
}
