using System.Diagnostics;

namespace ModelServing.Hosting.Tests;

public sealed class ContainerEngineProbeTests
{
    [Fact]
    public async Task RunAsync_ProgramThatFails_ReturnsItsLastLine()
        => Assert.Equal((3, "out\n", "second"), await ContainerEngineProbe.RunAsync("sh", TimeSpan.FromSeconds(30), "-c", "echo out; echo first >&2; echo second >&2; exit 3"));

    [Fact]
    public async Task RunAsync_ProgramThatHangs_IsEndedAndNotWaitedFor()
    {
        var watch = Stopwatch.StartNew();

        var (exitCode, _, error) = await ContainerEngineProbe.RunAsync("sh", TimeSpan.FromMilliseconds(100), "-c", "sleep 60 & wait");

        Assert.Equal((-1, "no answer within 0.1 s"), (exitCode, error));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }
}
