using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Runs;

public class OpenLoopTests
{
    [Fact]
    public async Task Run_Rate_SendsTheScheduleWhateverComesBack()
    {
        await using var server = await FakeModelServer.StartAsync();

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { Rate = 300, TotalRequests = 150, Repeats = 3, WarmupRequests = 20 })).Platforms[0];

        Assert.Equal((150L, 150L, 170), (platform.TotalRequests, platform.SuccessfulRequests, server.Predictions));
        Assert.Equal((150L, 0L), (platform.OpenLoop!.Scheduled, platform.OpenLoop.NotSent)); // an open loop has its figures
        Assert.Equal(300, platform.OpenLoop.OfferedRate, 1.0);
        Assert.True(platform.TotalTimeSeconds >= 0.49, $"{platform.TotalTimeSeconds} s");
    }

    [Fact]
    public async Task Run_ServerThatStalls_IsChargedForAllWhoHadToWait()
    {
        // Nobody is answered between 0.5 s and 1.1 s after the first measured request: of 2 s at 200/s, 30 % wait, and 1 % wait the longest.
        var first = 0L;
        await using var server = await FakeModelServer.StartAsync(async (_, number) =>
        {
            if (number <= 20)
            {
                return false;
            }

            Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
            var at = Stopwatch.GetElapsedTime(first).TotalSeconds;
            if (at is > 0.5 and < 1.1)
            {
                await Task.Delay(TimeSpan.FromSeconds(1.1 - at), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            return false;
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 20, Rate = 200, Arrivals = ArrivalPattern.Constant, Duration = TimeSpan.FromSeconds(2), Repeats = 1 };

        var platform = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal(400, platform.SuccessfulRequests);
        Assert.InRange(platform.Percentile("p99")!.Value!.Value, 540, 680); // it was measured
        Assert.InRange(platform.Percentile("p90")!.Value!.Value, 350, 500);
        Assert.True(platform.Percentile("p50")!.Value < 100, "most were not touched by the stall");
    }

    [Fact]
    public async Task Run_MoreInFlightThanAllowed_IsNotValidAndNotRanked()
    {
        await using var server = await FakeModelServer.StartAsync(async (_, number) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(number <= 20 ? 0 : 200), TimeProvider.System, TestContext.Current.CancellationToken);
            return false;
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 20, Rate = 200, TotalRequests = 100, Repeats = 1, MaxInFlight = 2 };

        var outcome = await Plans.RunAsync(plan);

        var platform = outcome.Platforms[0];
        Assert.Contains(platform.Validity.Reasons, reason => reason.Contains("requests were never sent: too many were in flight", StringComparison.Ordinal));
        Assert.Equal(100, platform.TotalRequests + platform.OpenLoop!.NotSent);
        Assert.InRange(server.MostInFlight, 1, 4);
        Assert.All(outcome.Verdict.Findings, finding => Assert.Null(finding.Winner));
    }

    [Fact]
    public async Task Run_TwoPlatforms_GetTheSameScheduleInEachRound()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var other = await FakeModelServer.StartAsync();
        var plan = Plans.For((Platform.TensorFlow, server.Url), (Platform.Url, new(other.Url, "/v1/models/production_model:predict"))) with { Rate = 400, Duration = TimeSpan.FromSeconds(0.5), Repeats = 2 };

        var outcome = await Plans.RunAsync(plan);

        Assert.Equal(outcome.Platforms[0].Blocks.Select(block => block.Issued), outcome.Platforms[1].Blocks.Select(block => block.Issued));
        Assert.Equal("Every platform was offered the same rate, so throughput is not compared.", outcome.Verdict.Throughput.Sentence);
    }

    [Fact]
    public async Task Run_ServerThatIsGone_EndsEarly()
    {
        var gone = false;
        await using var server = await FakeModelServer.StartAsync((context, number) =>
        {
            gone |= number > 20;
            if (gone)
            {
                context.Abort();
            }

            return Task.FromResult(gone);
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 20, Rate = 100, TotalRequests = 50, Repeats = 1 };

        var platform = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal(PlatformState.Failed, platform.State);
        Assert.Equal(50, platform.Failures.Values.Sum() + platform.OpenLoop!.NotSent);
    }
}
