using k8s.Models;
using ModelServing.ModelServer.Nodes;
using ModelServing.ModelServer.Nodes.Processes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes.Processes;

/// <summary>What containers that are processes use of the machine.</summary>
public sealed class UsageTests
{
    private const string Image = "my/worker";

    private static readonly ContainerKey Key = new(NodeRun.Namespace, "p", "serving");

    [Fact]
    public async Task Report_CountsWhatTheProcessHasStarted()
    {
        await using var run = new NodeRun((Image, "sh -c '(while :; do :; done) & wait'"));
        await CreateAsync(run);
        ContainerUse? use = null;

        await Until.TrueAsync(() => (use = Find(run.Node.Usage.Report())) is { Cores: > 0.05 }, "a busy container");

        Assert.InRange(use!.Use.Bytes, 100_000, 100_000_000); // it was found
        var report = run.Node.Usage.Report();
        Assert.True(report.Node.Use.Bytes > Environment.WorkingSet / 2, $"the node has only {report.Node.Use.Bytes} bytes");
        Assert.True(Find(report)!.Use.Processor >= use.Use.Processor, "its CPU time went back");
        await run.Cluster.DeleteAsync<V1Pod>("p", NodeRun.Namespace, TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => Find(run.Node.Usage.Report()) is null, "the container's end");
    }

    [Fact]
    public void TryParse_NameWithBlanksAndBrackets_FindsTheFields()
    {
        const string stat = "42 (a (b) c) S 1 42 40 0 -1 4194304 100 200 0 0 150 50 25 25 20 0 3 0 1000 10000000 256 18446744073709551615 1 1";

        Assert.True(SessionTable.TryParse(stat, out var session, out var use));
        Assert.Equal((40, new ProcessUse(TimeSpan.FromSeconds(2.5), 256L * Environment.SystemPageSize)), (session, use));
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (a) S 1 42")]
    [InlineData("42 (a) S 1 42 x 0 -1 4194304 100 200 0 0 150 50 25 25 20 0 3 0 1000 10000000 256")]
    public void TryParse_AnythingElse_IsNone(string stat) => Assert.False(SessionTable.TryParse(stat, out _, out _));

    private static ContainerUse? Find(UsageReport report) => report.Containers.FirstOrDefault(entry => entry.Key.Key == Key).Value;

    private static Task<V1Pod> CreateAsync(NodeRun run)
    {
        var container = NodeRun.Container();
        (container.Image, container.Args) = (Image, null);
        return run.CreateAsync(container);
    }
}
