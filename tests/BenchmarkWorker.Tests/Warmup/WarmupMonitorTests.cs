using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Tests.Simulation;
using ModelServing.BenchmarkWorker.Warmup;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Warmup;

public class WarmupMonitorTests
{
    [Fact]
    public void WarmUp_TargetThatStartsSlow_LastsUntilItHasSettled()
    {
        var (monitor, block) = Run(50, 30, number => 0.01 + Math.Max(0, 0.04 * (1 - (number / 300.0))));

        Assert.True(monitor.Settling.IsSettled);
        Assert.Equal("latency had settled", monitor.Note);
        Assert.InRange(block.Issued, 300, 2000);
        Assert.InRange(monitor.Settling.After!.Value, 200, 400); // it settled
    }

    [Fact]
    public void WarmUp_SteadyTarget_IsShort() => Assert.InRange(Run(50, 30, _ => 0.01).Block.Issued, 100, 400);

    [Fact]
    public void WarmUp_TargetThatNeverSettles_IsGivenUp()
    {
        var (monitor, block) = Run(50, 30, number => 0.01 + (number * 0.0001));

        Assert.False(monitor.Settling.IsSettled);
        Assert.StartsWith("latency had not settled", monitor.Note, StringComparison.Ordinal);
        Assert.InRange(block.Total.TotalSeconds, 30, 40);
    }

    [Fact]
    public void WarmUp_TargetThatIsCalmAtOnce_LastsTheShortestTime()
    {
        var (monitor, block) = Run(50, 30, _ => 0.01, shortest: 2);

        Assert.True(monitor.Settling.IsSettled);
        Assert.InRange(block.Total.TotalSeconds, 2, 3);
    }

    [Fact]
    public void WarmUp_NoTimeToSettle_SendsTheLeast() => Assert.Equal(50, Run(50, 0, _ => 0.01).Block.Issued);

    private static (WarmupMonitor Monitor, BlockResult Block) Run(int least, double longest, Func<int, double> seconds, double shortest = 0)
    {
        var (random, number, time) = (new Random(3), 0, new SimulatedTime());
        var server = new SimulatedServer(time, 4, () => seconds(number++) * (0.8 + (0.4 * random.NextDouble())));
        using var loop = new ClosedLoop(SimulatedServer.Target, server, 4, server.Timing());
        var monitor = new WarmupMonitor(least, TimeSpan.FromSeconds(longest), time) { Shortest = TimeSpan.FromSeconds(shortest) };
        return (monitor, time.Run(() => loop.RunAsync(-1, new(least, TimeSpan.FromSeconds(longest), NeedsBoth: true), monitor.Attach, TestContext.Current.CancellationToken)));
    }
}
