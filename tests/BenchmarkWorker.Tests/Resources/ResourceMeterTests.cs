using Microsoft.Extensions.Time.Testing;
using ModelServing.BenchmarkWorker.Resources;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Resources;

public class ResourceMeterTests
{
    private const double Mebibyte = 1 << 20;

    [Fact]
    public async Task Series_CumulativeSeconds_GiveMeanPeakAndCost()
    {
        var series = new ResourceSeries(new ScriptedSource(
            "process", Process(10, 100), Process(10.5, 200), Process(12.5, 300), Process(13, 200)));

        series.BeginBlock(Start);
        for (var second = 0; second < 4; second++)
        {
            await series.LookAsync(TimeSpan.FromSeconds(second), TimeProvider.System, Token);
        }

        series.EndBlock(TimeSpan.FromSeconds(3), 1);

        Assert.Equal((1.0, 2.0, 3.0), (series.Cores, series.PeakCores, series.CpuSeconds));
        Assert.Equal((200 * Mebibyte, 300 * Mebibyte), series.Memory);
        Assert.Null(series.Gpu);
    }

    [Fact]
    public async Task Series_RatesOfAWindow_AreAveraged()
    {
        var series = new ResourceSeries(new ScriptedSource("pods", new() { CpuCores = 1 }, new() { CpuCores = 3 }));

        series.BeginBlock(Start);
        await series.LookAsync(TimeSpan.Zero, TimeProvider.System, Token);
        await series.LookAsync(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
        series.EndBlock(TimeSpan.FromSeconds(2), 1);

        Assert.Equal((2.0, 3.0, 4.0), (series.Cores, series.PeakCores, series.CpuSeconds));
    }

    [Fact]
    public async Task Series_RatesOfAWindowThatBeganBeforeTheBlock_AreNotTheBlocks()
    {
        var series = new ResourceSeries(new ScriptedSource("pods", new() { CpuCores = 1, CpuSpan = TimeSpan.FromSeconds(15) }, new() { CpuCores = 3, CpuSpan = TimeSpan.FromSeconds(15) }));

        series.BeginBlock(Start);
        await series.LookAsync(TimeSpan.FromSeconds(14), TimeProvider.System, Token);
        Assert.Equal("its CPU is told as an average over the last 15 s, which a block must outlast", series.Problem);
        await series.LookAsync(TimeSpan.FromSeconds(15), TimeProvider.System, Token);
        series.EndBlock(TimeSpan.FromSeconds(15), 1);

        Assert.Equal((3.0, 45.0), (series.Cores, series.CpuSeconds));
    }

    [Fact]
    public async Task Series_CountersOfNodes_AreTheBlocksAndWhatARequestOfItCosts()
    {
        var clock = new FakeTimeProvider(Start);
        var series = new ResourceSeries(new ScriptedSource("pods", Counted(-1, 10), Counted(1, 20), Counted(2, 21), Counted(2, 21), Counted(3, 23)));

        series.BeginBlock(Start);
        for (var look = 0; look < 5; look++)
        {
            await series.LookAsync(TimeSpan.FromSeconds(look), clock, Token);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        series.EndBlock(TimeSpan.FromSeconds(4), 100);
        series.BeginBlock(clock.GetUtcNow());
        await series.LookAsync(TimeSpan.Zero, clock, Token);
        series.EndBlock(TimeSpan.FromSeconds(4), 100);

        Assert.Equal((1.5, 2.0, 0.06), (series.Cores, series.PeakCores, series.CpuSecondsPerRequest));
        Assert.Equal("CPU of 1 of 2 blocks: its nodes count CPU too seldom for blocks as short as these: they must look twice while one lasts, and their last look was 2 s old", series.Gap);
    }

    [Fact]
    public async Task Series_CounterThatStartsOver_IsNotCountedBackwards()
    {
        var series = new ResourceSeries(new ScriptedSource("process", Process(50, 1), Process(1, 1)));

        series.BeginBlock(Start);
        await series.LookAsync(TimeSpan.Zero, TimeProvider.System, Token);
        await series.LookAsync(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
        series.EndBlock(TimeSpan.FromSeconds(1), 1);

        Assert.Null(series.Cores);
    }

    [Fact]
    public async Task Series_CounterThatStandsStill_IsNoZero()
    {
        var series = new ResourceSeries(new ScriptedSource("Prometheus", Process(50, 1)));

        series.BeginBlock(Start);
        await series.LookAsync(TimeSpan.Zero, TimeProvider.System, Token);
        await series.LookAsync(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
        series.EndBlock(TimeSpan.FromSeconds(1), 1);

        Assert.Equal((null, "its CPU counter did not move while requests were sent"), (series.Cores, series.Problem));
    }

    [Fact]
    public async Task Read_SourcesThatKnowDifferentThings_EachGiveWhatTheyKnow()
    {
        using var meter = new ResourceMeter(
            ([new ScriptedSource("pods", new ResourceReading { MemoryBytes = 64 * Mebibyte }), new ScriptedSource("process", Process(1, 1), Process(2, 1))], new Dictionary<string, string> { ["gpu"] = "no tool" }),
            TimeProvider.System);

        var usage = await BlockAsync(meter, TimeSpan.FromSeconds(2), 100);

        Assert.Equal((50.0, 64.0, null, 0.01), (usage.CpuPercent, usage.MemoryMebibytes, usage.GpuPercent, usage.CpuSecondsPerRequest));
        Assert.Equal(new Dictionary<string, string> { ["cpu"] = "process", ["memory"] = "pods" }, usage.Sources);
        Assert.Equal(new Dictionary<string, string> { ["gpu"] = "no tool" }, usage.Unsampled);
        Assert.Equal("process; pods; no GPU: no tool", usage.Note);
        Assert.NotNull(usage.GeneratorMemoryMebibytes);
    }

    [Fact]
    public async Task Read_NothingThatTells_IsNullWithTheReasonAndNeverZero()
    {
        using var meter = new ResourceMeter(([new ScriptedSource("pods", ResourceReading.Nothing("the cluster's metrics API answered HTTP 503"))], new Dictionary<string, string>()), TimeProvider.System);

        var usage = await BlockAsync(meter, TimeSpan.FromSeconds(1), 10);

        Assert.Equal((null, null, null, null), (usage.CpuPercent, usage.MemoryMebibytes, usage.GpuPercent, usage.CpuSecondsPerRequest));
        Assert.All(["cpu", "memory", "gpu"], figure => Assert.Equal("the cluster's metrics API answered HTTP 503", usage.Unsampled![figure])); // there is nothing else in it
    }

    private static DateTimeOffset Start => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ResourceReading Process(double cpu, double mebibytes) => new() { CpuSeconds = cpu, MemoryBytes = mebibytes * Mebibyte };

    private static ResourceReading Counted(double at, double cpu) => new() { CpuCounters = [new("pod/c", Start.AddSeconds(at).AddMilliseconds(1), cpu)] };

    private static async Task<ResourceUsage> BlockAsync(ResourceMeter meter, TimeSpan elapsed, long requests)
    {
        await using var sampling = await meter.StartBlockAsync(Token);
        await sampling.FinishAsync(elapsed, requests);
        return meter.Read();
    }
}
