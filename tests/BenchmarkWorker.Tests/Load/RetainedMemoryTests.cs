using System.Diagnostics;
using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Service;
using ModelServing.BenchmarkWorker.Tests.Simulation;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Load;

/// <summary>What a run keeps must not grow with its length: a generator that runs full collects garbage in the middle of a measurement.</summary>
public class RetainedMemoryTests
{
    private const int TenMinutes = 600;

    [Fact]
    public void Block_OfTenMinutes_KeepsHardlyMoreThanOneOfTwo()
    {
        var (two, ten) = (Measure(120), Measure(TenMinutes));

        Assert.InRange(ten.Timeline.Count, 60, Timeline.MostSlices);
        Assert.InRange(ten.Timeline.Sum(row => row.Buckets), 1, 1.6 * two.Timeline.Sum(row => row.Buckets)); // longer rows see rarer latencies
        Assert.Equal(ten.Succeeded.Count, ten.Timeline.Sum(row => row.Succeeded));
        Assert.InRange(ten.Succeeded.Count, 4.5 * two.Succeeded.Count, 5.5 * two.Succeeded.Count);
    }

    [Fact]
    public void Timeline_TenMinutesAtTenThousandASecond_KeepsAHundredRows()
    {
        var random = new Random(2);
        var timeline = new Timeline(0, 16);
        var most = 0;
        for (var i = 0L; i < TenMinutes * 10_000L; i++)
        {
            timeline.Succeed((int)(i % 64), i * Stopwatch.Frequency / 10_000, (long)(Stopwatch.Frequency * 0.001 * (1 - Math.Log(1 - random.NextDouble()))));
            most = i % 10_000 == 0 ? Math.Max(most, timeline.Slices) : most;
        }

        var rows = timeline.Read(TimeSpan.FromSeconds(TenMinutes));

        Assert.InRange(most, 60, Timeline.MostSlices);
        Assert.Equal(75, rows.Count);
        Assert.All(rows, row => Assert.Equal(80_000, row.Succeeded, 1.0));
        Assert.All(rows, row => Assert.InRange(row.Buckets, 1, 600)); // of 3088
        Assert.All(rows, row => Assert.Equal(1 + Math.Log(2), row.Percentile(0.5) ?? 0, 0.05));
    }

    [Fact]
    public void StretchRecord_TenMinutesOfSamples_ThinsThemAndStillTellsTheTrend()
    {
        var (steady, slowing) = (new StretchRecord(), new StretchRecord());
        for (var i = 0; i < TenMinutes * 50; i++)
        {
            var seconds = i / 50.0;
            steady.Add((long)(seconds * Stopwatch.Frequency), (long)(1000 * seconds));
            slowing.Add((long)(seconds * Stopwatch.Frequency), (long)((1000 * seconds) - (0.7 * seconds * seconds)));
        }

        Assert.InRange(steady.Samples, 2000, 4000);
        Assert.All(steady.Means(4), mean => Assert.Equal(4, mean ?? 0, 0.05));
        Assert.Equal(StretchRecord.Stretches, steady.Means(4).Count);
        Assert.True(Stationarity.Grew(slowing.Means(4)));
    }

    [Fact]
    public void ArrivalSchedule_OfSixMillionArrivals_IsMadeWhileItIsRead()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var schedule = ArrivalSchedule.Create(ArrivalPattern.Poisson, 10_000, null, TimeSpan.FromSeconds(TenMinutes), 4);
        var last = schedule.Offsets.Last();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(6_000_000, schedule.Count, 4 * Math.Sqrt(6_000_000));
        Assert.Equal(TenMinutes, last / (double)Stopwatch.Frequency, 0.01);
        Assert.InRange(allocated, 1, 100_000); // the times would be 48 MB
    }

    /// <summary>Asks a runtime that is configured as the program is: a setting that the runtime does not know has no effect, and no error.</summary>
    [Fact]
    public async Task Program_YoungestGeneration_IsCollectedEveryFewMebibytes()
    {
        var program = typeof(BenchmarkService).Assembly.Location;
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(program, ".runtimeconfig.json"), TestContext.Current.CancellationToken));
        var budget = settings?["runtimeOptions"]?["configProperties"]?["System.GC.Gen0MaxBudget"]?.GetValue<long>();
        var collections = GC.CollectionCount(0);
        for (var i = 0; i < 200_000; i++)
        {
            GC.KeepAlive(new byte[1000]);
        }

        Assert.Equal(4 << 20, budget);
        Assert.InRange(GC.CollectionCount(0) - collections, 30, 1000); // of 200 MB; these tests have the program's setting
    }

    [Fact]
    public void RunEvents_OfALongRun_AreTheLastTwoMinutes()
    {
        var events = new RunEvents();
        for (var i = 0; i < 2 * TenMinutes; i++)
        {
            events.Add("progress", "{}");
        }

        Assert.Equal(240, events.Count);
    }

    /// <summary>Four users of a server that takes 1 to 10 ms: about a thousand answers a second.</summary>
    private static BlockResult Measure(int seconds)
    {
        var random = new Random(1);
        var time = new SimulatedTime();
        using var server = new SimulatedServer(time, 4, () => 0.001 - (0.003 * Math.Log(1 - random.NextDouble())));
        using var loop = new ClosedLoop(SimulatedServer.Target, server, 4, server.Timing());
        return time.Run(() => loop.RunAsync(0, new(0, TimeSpan.FromSeconds(seconds)), null, TestContext.Current.CancellationToken));
    }
}
