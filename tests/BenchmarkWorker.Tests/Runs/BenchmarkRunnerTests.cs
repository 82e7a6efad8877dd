using Microsoft.AspNetCore.Http;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Runs;

public class BenchmarkRunnerTests
{
    [Fact]
    public async Task Run_HealthyTarget_SendsExactlyTheRequestsAskedFor()
    {
        await using var server = await FakeModelServer.StartAsync();

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 103 })).Platforms[0];

        Assert.Equal((103L, 103L, 0L, 113), (platform.TotalRequests, platform.SuccessfulRequests, platform.FailedRequests, server.Predictions));
        Assert.Equal([21L, 21, 21, 20, 20], platform.Blocks.Select(block => block.Issued));
        Assert.Equal(("2", 2, 128), (platform.ModelVersion, platform.InstancesPerRequest, platform.FeaturesPerRequest));
        Assert.InRange(server.MostInFlight, 1, 4);
        Assert.True(platform.MinimumLatency <= platform.Percentile("p50")!.Value && platform.Percentile("p50")!.Value <= platform.MaximumLatency); // a measured platform has percentiles
    }

    [Fact]
    public async Task Run_OneDeadPlatform_MeasuresTheOthersAndNeverRanksIt()
    {
        await using var server = await FakeModelServer.StartAsync();

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url), (Platform.KServe, Plans.DeadUrl())));

        Assert.Equal([PlatformState.Measured, PlatformState.Failed], outcome.Platforms.Select(platform => platform.State));
        Assert.Null(outcome.Platforms[1].AverageLatency);
        Assert.Null(outcome.Platforms[1].Throughput);
        Assert.Contains("refused", outcome.Platforms[1].Problem, StringComparison.OrdinalIgnoreCase);
        Assert.False(outcome.EveryPlatformMeasured);
        Assert.All(outcome.Verdict.Findings, finding => Assert.Null(finding.Winner));
    }

    [Fact]
    public async Task Run_FailuresOfEveryKind_AreConserved()
    {
        await using var server = await FakeModelServer.StartAsync(async (context, number) =>
        {
            switch (number % 6)
            {
                case 0:
                    context.Response.StatusCode = 503;
                    return true;
                case 1:
                    context.Response.StatusCode = 429;
                    return true;
                case 2:
                    await context.Response.WriteAsync("<html>busy</html>");
                    return true;
                case 3:
                    await context.Response.WriteAsync("""{"error":"no such model"}""");
                    return true;
                case 4:
                    context.Abort();
                    return true;
                default:
                    return false;
            }
        });

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 120, WarmupRequests = 0, ConcurrentRequests = 1 })).Platforms[0];

        Assert.Equal(120, platform.TotalRequests);
        Assert.Equal(platform.TotalRequests, platform.SuccessfulRequests + platform.Failures.Values.Sum());
        Assert.Equal(new Dictionary<string, long> { ["http_429"] = 20, ["http_503"] = 20, ["body_invalid"] = 40, ["reset"] = 20 }, platform.Failures.OrderBy(failure => failure.Key).ToDictionary());
        Assert.Equal(100.0 * 100 / 120, platform.ErrorRatePercent!.Value, 1e-9); // requests were issued
    }

    [Fact]
    public async Task Run_TargetThatNeverAnswers_IsGivenUpAfterTheFirstBlock()
    {
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });

        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 10_000, WarmupRequests = 0, Timeout = TimeSpan.FromMilliseconds(400) };
        var platform = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal(PlatformState.Failed, platform.State);
        Assert.InRange(platform.TotalRequests, 20, 30);
        Assert.Equal(platform.TotalRequests, platform.Failures["deadline"]);
        Assert.Contains("0.4 s", platform.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LimitedByTime_LastsAsLongAsAsked()
    {
        await using var server = await FakeModelServer.StartAsync();

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { Duration = TimeSpan.FromSeconds(0.5) })).Platforms[0];

        Assert.Equal(5, platform.Blocks.Count);
        Assert.InRange(platform.TotalTimeSeconds!.Value, 0.5, 5); // a measured platform has a time
        Assert.Equal(platform.TotalRequests, platform.SuccessfulRequests);
    }

    [Fact]
    public async Task Run_StoppedBeforeItHasMeasured_EndsAtOnceWithoutAResult()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = await FakeModelServer.StartAsync(async (_, number) =>
        {
            if (number == 5)
            {
                await cancellation.CancelAsync();
            }

            return false;
        });

        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 1_000_000 };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BenchmarkRunner(TimeProvider.System).RunAsync(plan, new Progress<RunProgress>(), cancellation.Token));
        Assert.InRange(server.Predictions, 5, 100);
    }
}
