using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelServing.ControlPlane.Lifecycle;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Tests.Reconciliation;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class NodeLifecycleTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _provider;
    private readonly ICluster _cluster;

    public NodeLifecycleTests()
    {
        _provider = new ServiceCollection().AddTestCluster(_time).BuildServiceProvider();
        _cluster = _provider.GetRequiredService<ICluster>();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CheckAsync_NodeStopsRenewing_LosesItsPodsAndComesBackWhenItRenews()
    {
        using var lifecycle = await StartAsync();
        await RunAsync(lifecycle, seconds: 6, renewing: ["node-1"]);

        Assert.Equal(["node-1=True", "node-2=Unknown"], await NodesAsync());
        Assert.Equal(["pod-1"], (await _cluster.ListAsync<V1Pod>(ResourceQuery.All, Token)).Items.Select(pod => pod.Metadata.Name));

        await RunAsync(lifecycle, seconds: 1, renewing: ["node-1", "node-2"]);
        Assert.Equal(["node-1=True", "node-2=True"], await NodesAsync());
    }

    [Fact]
    public async Task CheckAsync_NodeDeleted_LosesItsPods()
    {
        using var lifecycle = await StartAsync();
        await RunAsync(lifecycle, seconds: 6, renewing: ["node-1", "node-2"]);
        await _cluster.DeleteAsync<V1Node>("node-2", null, Token);

        await RunAsync(lifecycle, seconds: 1, renewing: ["node-1"]);

        Assert.Equal(["pod-1"], (await _cluster.ListAsync<V1Pod>(ResourceQuery.All, Token)).Items.Select(pod => pod.Metadata.Name));
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private async Task<NodeLifecycle> StartAsync()
    {
        await _provider.GetServices<IHostedService>().OfType<InitialNamespaces>().Single().StartAsync(Token);
        foreach (var number in (string[])["1", "2"])
        {
            await FakeNode.JoinAsync(_cluster, $"node-{number}", Token);
            var lease = new V1Lease { Metadata = new V1ObjectMeta { Name = $"node-{number}", NamespaceProperty = "kube-node-lease" }, Spec = new V1LeaseSpec() };
            await _cluster.CreateAsync(lease, Token);
            var pod = new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = $"pod-{number}", NamespaceProperty = TestCluster.Namespace },
                Spec = new V1PodSpec { NodeName = $"node-{number}", Containers = [new V1Container { Name = "c", Image = "i" }] },
            };
            await _cluster.CreateAsync(pod, Token);
        }

        var events = new EventRecorder(_cluster, _time, NullLogger<EventRecorder>.Instance);
        return new NodeLifecycle(_cluster, events, _time, NullLogger<NodeLifecycle>.Instance);
    }

    private async Task RunAsync(NodeLifecycle lifecycle, int seconds, string[] renewing)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var node in renewing)
            {
                var patch = new JsonObject { ["spec"] = new JsonObject { ["renewTime"] = _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ") } };
                await _cluster.PatchAsync<V1Lease>(node, "kube-node-lease", patch, null, Token);
            }

            await lifecycle.CheckAsync(Token);
        }
    }

    private async Task<IEnumerable<string>> NodesAsync() =>
        from node in (await _cluster.ListAsync<V1Node>(ResourceQuery.All, Token)).Items
        select $"{node.Metadata.Name}={node.Status.Conditions.First(condition => condition.Type == "Ready").Status}";
}
