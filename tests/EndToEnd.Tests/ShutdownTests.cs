namespace ModelServing.EndToEnd.Tests;

/// <summary>Comes last: it stops the graph that the others use, and starts it again.</summary>
public sealed class ShutdownTests(RunningGraph graph)
{
    [Fact]
    public async Task AppHost_StoppedOrKilled_LeavesNoProcessBehind()
    {
        var token = TestContext.Current.CancellationToken;

        await graph.StopAsync(RunningGraph.Signal.Interrupt, token);
        await NothingIsLeftAsync(token);

        graph.StartProcess();
        await graph.WaitUntilHealthyAsync(TimeSpan.FromSeconds(60), token);
        await graph.StopAsync(RunningGraph.Signal.Kill, token);
        await NothingIsLeftAsync(token);
    }

    /// <summary>Every process of the graph has the state directory in its environment.</summary>
    private Task<string> NothingIsLeftAsync(CancellationToken cancellationToken) =>
        Eventually.ReachesAsync($"no process with {graph.StateDirectory} in its environment", TimeSpan.FromSeconds(30), async token =>
        {
            var left = await ShellCommand.RunAsync(
                $"grep -l -s -a 'ModelServing__StateDirectory={graph.StateDirectory}' /proc/[0-9]*/environ || true", TimeSpan.FromSeconds(10), token);
            return left.Output.Trim().Length == 0 ? "none" : null;
        }, cancellationToken);
}
