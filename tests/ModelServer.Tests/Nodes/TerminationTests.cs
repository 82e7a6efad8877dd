using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s.Models;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class TerminationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pod_MarkedForDeletion_ServesThroughItsHookAndIsThenRemoved()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.Lifecycle = new V1Lifecycle { PreStop = new() { Sleep = new() { Seconds = 1 } } };
        await run.CreateAsync(container);
        var port = NodeRun.Port(await run.ReadyAsync(), 8501);
        using var http = new HttpClient();
        var model = new Uri($"http://127.0.0.1:{port}/v1/models/m");

        var started = Stopwatch.GetTimestamp();
        await MarkAsync(run, grace: 20);
        await run.EventAsync(happened => happened is { Reason: "Killing", Message: "Stopping container serving" }, "the announcement");
        Assert.True((await http.GetAsync(model, Token)).IsSuccessStatusCode);
        await Until.TrueAsync(async () => await run.Cluster.FindAsync<V1Pod>("p", NodeRun.Namespace, CancellationToken.None) is null, "the pod to go");

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1, 15);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(model, Token));
    }

    [Fact]
    public async Task Pod_WhoseHookOutlastsTheGracePeriod_IsRemovedWhenItIsOver()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.Lifecycle = new V1Lifecycle { PreStop = new() { Exec = new() { Command = ["/bin/sh", "-c", "sleep 600"] } } };
        await run.CreateAsync(container);
        await run.ReadyAsync();

        await MarkAsync(run, grace: 1);

        await Until.TrueAsync(async () => await run.Cluster.FindAsync<V1Pod>("p", NodeRun.Namespace, CancellationToken.None) is null, "the pod to go");
    }

    [Fact]
    public async Task Pod_DeletedBeforeThisProcessRanIt_IsRemoved()
    {
        await using var run = new NodeRun();
        var meta = NodeRun.Meta("p");
        meta.DeletionTimestamp = DateTime.UnixEpoch;
        await run.Cluster.CreateAsync(new V1Pod { Metadata = meta, Spec = new V1PodSpec { NodeName = "node-1", Containers = [NodeRun.Container()] } }, Token);

        await Until.TrueAsync(async () => await run.Cluster.FindAsync<V1Pod>("p", NodeRun.Namespace, CancellationToken.None) is null, "the pod to go");
    }

    private static Task<V1Pod> MarkAsync(NodeRun run, int grace)
    {
        var metadata = new JsonObject { ["deletionTimestamp"] = "2026-01-02T03:04:05Z", ["deletionGracePeriodSeconds"] = grace };
        return run.Cluster.PatchAsync<V1Pod>("p", NodeRun.Namespace, new JsonObject { ["metadata"] = metadata }, null, Token);
    }
}
