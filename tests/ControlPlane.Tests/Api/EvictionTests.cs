using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>How pods leave: deleted in two steps, evicted within their budget.</summary>
public sealed class EvictionTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_OfAPodOnANode_OnlyMarksItUntilItsNodeRemovesIt()
    {
        await CreateAsync("marked", "marked");

        await _kubectl.RunAsync("delete pod marked --grace-period=7 --wait=false");
        var marked = await FindAsync("marked");
        await api.Client.PatchAsync<V1Pod>("marked", "default", new JsonObject { ["status"] = new JsonObject { ["message"] = "ending" } }, "status", Token);
        var shown = await _kubectl.RunAsync("get pod marked");
        await api.Client.RemoveAsync<V1Pod>("marked", "default", "another", Token);
        Assert.NotNull(await FindAsync("marked"));
        await api.Client.RemoveAsync<V1Pod>("marked", "default", marked!.Metadata.Uid, Token); // it was just read

        Assert.Equal(7, marked.Metadata.DeletionGracePeriodSeconds);
        Assert.NotNull(marked.Metadata.DeletionTimestamp);
        Assert.Contains("Terminating", shown, StringComparison.Ordinal);
        Assert.Null(await FindAsync("marked"));
    }

    [Fact]
    public async Task Delete_WithForce_RemovesThePodAtOnce()
    {
        await CreateAsync("forced", "forced");

        await _kubectl.RunAsync("delete pod forced --grace-period=0 --force");

        Assert.Null(await FindAsync("forced"));
    }

    [Fact]
    public async Task Drain_StopsAtTheDisruptionBudget()
    {
        await CreateAsync("one", "drained");
        await CreateAsync("two", "drained");
        await _kubectl.RunAsync("apply -f -", """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: keep-two}
            spec: {minAvailable: 100%, selector: {matchLabels: {app: drained}}}
            """);

        var refused = await _kubectl.FailAsync("drain node-7 --force --pod-selector=app=drained --timeout=1s");
        await _kubectl.RunAsync("""patch pdb keep-two --type=merge -p '{"spec":{"minAvailable":1}}'""");
        await _kubectl.FailAsync("drain node-7 --force --pod-selector=app=drained --timeout=1s");
        var pods = await api.Client.ListAsync<V1Pod>(new ResourceQuery("default", "app=drained"), Token);
        var node = await api.Client.FindAsync<V1Node>("node-7", null, Token);

        Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget.", refused, StringComparison.Ordinal);
        Assert.Equal(1, pods.Items.Count(pod => pod.Metadata.DeletionTimestamp is not null));
        Assert.True(node?.Spec.Unschedulable);
    }

    [Theory]
    [InlineData("get --raw /api/v1/namespaces/default/pods/talker/exec?command=ls", "exec is not possible")]
    [InlineData("attach talker", "attach is not possible")]
    public async Task Connections_ToAPod_AreRefusedWithWhatToDoInstead(string command, string expected)
    {
        if (await FindAsync("talker") is null)
        {
            await CreateAsync("talker", "talker");
        }

        Assert.Contains(expected, await _kubectl.FailAsync(command), StringComparison.Ordinal);
    }

    private Task<V1Pod?> FindAsync(string name) => api.Client.FindAsync<V1Pod>(name, "default", Token);

    private async Task CreateAsync(string name, string app)
    {
        if (await api.Client.FindAsync<V1Node>("node-7", null, Token) is null)
        {
            await api.Client.CreateAsync(new V1Node { Metadata = new() { Name = "node-7" } }, Token);
        }

        await api.Client.CreateAsync(
            new V1Pod
            {
                Metadata = new() { Name = name, NamespaceProperty = "default", Labels = new Dictionary<string, string> { ["app"] = app } },
                Spec = new() { NodeName = "node-7", Containers = [new V1Container { Name = "c", Image = "x" }] },
            },
            Token);
        var ready = new JsonObject { ["phase"] = "Running", ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }) };
        await api.Client.PatchAsync<V1Pod>(name, "default", new JsonObject { ["status"] = ready }, "status", Token);
    }
}
