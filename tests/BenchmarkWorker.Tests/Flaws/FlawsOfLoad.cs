using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Flaws;

/// <summary>What a simple load script gets wrong about load and time, and what happens here instead.</summary>
public class FlawsOfLoad
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task B03_who_waits_for_a_stalled_server_is_counted_with_the_wait()
    {
        // A stall of 0.6 s once: a loop of two users sees two slow requests of hundreds, a steady stream everyone who came meanwhile.
        var stalled = 0;
        await using var server = await FakeModelServer.StartAsync(async (_, number) =>
        {
            if (number == 60 || Volatile.Read(ref stalled) == 1)
            {
                stalled = 1;
                await Task.Delay(TimeSpan.FromSeconds(0.6), TimeProvider.System, Token);
                stalled = 2;
            }

            return false;
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { Rate = 100, Arrivals = ArrivalPattern.Constant, TotalRequests = 200, Repeats = 1 };

        var platform = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.True(platform.Percentile("p90")!.Value > 200, $"p90 {platform.Percentile("p90")?.Value} ms"); // it was measured
        Assert.NotNull(platform.OpenLoop?.Service["p99"]);
        Assert.NotNull(platform.OpenLoop?.LatenessP99);
    }

    [Fact]
    public async Task B04_users_do_not_pause_between_requests()
    {
        await using var server = await FakeModelServer.StartAsync(async (_, _) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            return false;
        });

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 400, Repeats = 1 })).Platforms[0];

        // A loop that sleeps 100 ms after each batch keeps its users busy for a sixth of the time.
        var busy = platform.Throughput!.Value!.Value * platform.AverageLatency!.Value / 1000 / 4; // it was measured
        Assert.InRange(busy, 0.6, 1.02);
    }

    [Fact]
    public async Task B05_a_limit_in_time_is_kept_to_its_end()
    {
        await using var server = await FakeModelServer.StartAsync();

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { ConcurrentRequests = 1, Duration = TimeSpan.FromSeconds(1), Repeats = 1 })).Platforms[0];

        Assert.InRange(platform.TotalTimeSeconds!.Value, 1, 6); // no earlier, and later by no more than the last answer
        Assert.Equal(platform.TotalRequests, platform.SuccessfulRequests);
    }

    [Fact]
    public async Task B06_a_cold_start_is_a_figure_of_its_own()
    {
        await using var server = await FakeModelServer.StartAsync(async (_, number) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(number <= 4 ? 1.5 : 0), TimeProvider.System, Token);
            return false;
        });

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { Repeats = 1 })).Platforms[0];

        Assert.True(platform.FirstResponseMilliseconds >= 1400);
        Assert.True(platform.Percentile("p50")!.Value < 1400); // it was measured
        Assert.Equal((100, 110), (platform.TotalRequests, server.Predictions));
    }

    [Fact]
    public async Task B07_warm_up_keeps_to_the_load_that_is_measured()
    {
        await using var server = await FakeModelServer.StartAsync(async (_, _) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
            return false;
        });

        await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 50, TotalRequests = 10, ConcurrentRequests = 3 });

        Assert.InRange(server.MostInFlight, 1, 3);
    }

    [Fact]
    public async Task B07_warm_up_goes_on_until_latency_has_settled_and_tells_what_failed_in_it()
    {
        await using var server = await FakeModelServer.StartAsync(async (context, number) =>
        {
            // A cold cache for a hundred requests, and a server that is not ready for the first twenty.
            await Task.Delay(TimeSpan.FromMilliseconds(number <= 100 ? 40 : 5), TimeProvider.System, Token);
            context.Response.StatusCode = number <= 20 ? 503 : 200;
            return number <= 20;
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 30, Load = new() { WarmupLimit = TimeSpan.FromSeconds(30) } };

        var platform = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal(new Dictionary<string, long> { ["http_503"] = 20 }, platform.Warmup?.Failures);
        Assert.InRange(platform.Warmup?.Requests ?? 0, 100, 100_000); // thirty were asked for, and it was not warm before a hundred
        Assert.Equal((100, 0), (platform.SuccessfulRequests, platform.FailedRequests));
        Assert.Contains(platform.Validity.Reservations, text => text.StartsWith("20 of ", StringComparison.Ordinal));
        Assert.InRange(server.MostInFlight, 1, 4);
    }

    [Fact]
    public async Task B08_one_platform_is_under_load_at_a_time()
    {
        var inFlight = new int[2];
        var together = false;
        Func<Microsoft.AspNetCore.Http.HttpContext, int, Task<bool>> Watch(int own) => async (_, _) =>
        {
            Interlocked.Increment(ref inFlight[own]);
            together |= Volatile.Read(ref inFlight[1 - own]) > 0;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
            Interlocked.Decrement(ref inFlight[own]);
            return false;
        };
        await using var first = await FakeModelServer.StartAsync(Watch(0));
        await using var second = await FakeModelServer.StartAsync(Watch(1));
        List<string> order = [];
        var plan = Plans.For((Platform.TensorFlow, first.Url), (Platform.KServe, second.Url)) with { TotalRequests = 50 };

        var outcome = await new BenchmarkRunner(TimeProvider.System).RunAsync(plan, new Progress(value => Note(order, value)), Token);

        Assert.False(together, "requests to both were in flight at once");
        Assert.Equal(["tensorflow", "kserve", "kserve", "tensorflow", "tensorflow", "kserve", "kserve", "tensorflow", "tensorflow", "kserve"], order);
        Assert.All(outcome.Platforms, platform => Assert.Equal(5, platform.Blocks.Count));
    }

    [Fact]
    public async Task B12_the_deadline_asked_for_is_the_one_that_holds()
    {
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 0, Timeout = TimeSpan.FromMilliseconds(300) })).Platforms[0];

        Assert.Equal((platform.TotalRequests, "no answer within 0.3 s"), (platform.Failures["deadline"], platform.Problem));
    }

    [Fact]
    public void B18_time_of_day_that_jumps_does_not_move_a_latency()
    {
        var clock = new JumpingClock();
        var counters = new BlockCounters(new(1), clock, 1);
        var start = clock.GetTimestamp();

        Assert.True(clock.GetUtcNow() > clock.GetUtcNow());
        var end = clock.GetTimestamp();
        counters.Succeed(0, 0, end, end - start);

        Assert.InRange(counters.ToResult(0, null, clock.GetElapsedTime(start)).Succeeded.MaximumMilliseconds!.Value, 0, 60_000); // there is one
    }

    [Fact]
    public async Task B18_a_run_does_not_ask_for_the_time_of_day_to_measure()
    {
        await using var server = await FakeModelServer.StartAsync();

        var outcome = await new BenchmarkRunner(new JumpingClock()).RunAsync(Plans.For((Platform.TensorFlow, server.Url)), new Progress(_ => { }), Token);

        Assert.InRange(outcome.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.InRange(outcome.Platforms[0].MinimumLatency!.Value, 0.001, 60_000); // it was measured
        Assert.InRange(outcome.Platforms[0].TotalTimeSeconds!.Value, 0.001, 60);
    }

    [Fact]
    public async Task B19_a_run_of_a_billion_requests_begins_at_once_and_keeps_a_few_in_flight()
    {
        using var stopping = new CancellationTokenSource();
        await using var server = await FakeModelServer.StartAsync(async (_, number) =>
        {
            if (number == 300)
            {
                await stopping.CancelAsync();
            }

            return false;
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 1_000_000_000, Repeats = 1 };

        var outcome = await new BenchmarkRunner(TimeProvider.System).RunAsync(plan, new Progress(_ => { }), stopping.Token);

        Assert.True(outcome.IsPartial);
        Assert.InRange(outcome.Platforms[0].TotalRequests, 200, 100_000);
        Assert.InRange(server.MostInFlight, 1, 4);
    }

    [Fact]
    public async Task B19_memory_and_requests_in_flight_do_not_grow_with_the_run()
    {
        await using var server = await FakeModelServer.StartAsync();
        await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 3000, Repeats = 1 });
        var (few, many) = (new LatencyRecorder(), new LatencyRecorder());
        few.Record(1000);
        for (var i = 0; i < 100_000; i++)
        {
            many.Record(i);
        }

        Assert.InRange(server.MostInFlight, 1, 4);
        Assert.Equal(Footprint(few), Footprint(many));
    }

    private static int Footprint(LatencyRecorder recorder)
    {
        var totals = new LatencyTotals();
        recorder.AddTo(totals);
        return totals.Histogram.GetEstimatedFootprintInBytes();
    }

    private static void Note(List<string> order, RunProgress value)
    {
        if (value is { Phase: RunProgress.Measuring, IsLast: true, Platform: { } platform })
        {
            order.Add(platform);
        }
    }

    /// <summary>Unlike the framework's, it reports in order, on the thread that reports.</summary>
    private sealed class Progress(Action<RunProgress> seen) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => seen(value);
    }

    private sealed class JumpingClock : TimeProvider
    {
        private int _calls;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50).AddHours(-Interlocked.Increment(ref _calls));
    }
}
