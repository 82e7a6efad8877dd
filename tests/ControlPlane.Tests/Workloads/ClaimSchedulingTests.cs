using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Nodes;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class ClaimSchedulingTests
{
    private const string Missing =
        "0/1 nodes are available: persistentvolumeclaim \"models\" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pod_WithoutItsClaim_WaitsForIt()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Pod(), Token);

        var pod = await run.UntilAsync<V1Pod>("p", pod => pod.Condition("PodScheduled") is not null, "a condition");
        var events = await run.UntilListAsync<Corev1Event>(list => list.Any(item => item.Reason == "FailedScheduling"), "an event");
        Assert.Equal(("Pending", "False", "Unschedulable", Missing), (pod.Status.Phase, pod.Condition("PodScheduled")!.Status, pod.Condition("PodScheduled")!.Reason, pod.Condition("PodScheduled")!.Message));
        Assert.Equal(Missing, events.First(item => item.Reason == "FailedScheduling").Message);

        await run.Cluster.CreateAsync(Claim("another"), Token);
        await run.Cluster.CreateAsync(Claim("models"), Token);

        await run.UntilAsync<V1Pod>("p", pod => pod.Spec.NodeName == "node-1" && pod.Condition("PodScheduled")?.Status == "True", "bound");
    }

    [Fact]
    public async Task Pod_WhoseAbsentClaimANodeMaps_RunsWithAWarning()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await MapAsync(run, "other", "models");
        await run.Cluster.CreateAsync(Pod(), Token);

        await run.UntilAsync<V1Pod>("p", pod => pod.Spec.NodeName == "node-1", "bound");
        var events = await run.UntilListAsync<Corev1Event>(list => list.Any(item => item.Reason == "ClaimNotFound"), "a warning");

        Assert.StartsWith("persistentvolumeclaim \"models\" not found: ", events.First(item => item.Reason == "ClaimNotFound").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pod_ThatWaitsForAClaim_RunsAsSoonAsANodeMapsIt()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Pod(), Token);
        await run.UntilAsync<V1Pod>("p", pod => pod.Condition("PodScheduled")?.Message == Missing, "a refusal");

        await MapAsync(run, "other", "models");

        await run.UntilAsync<V1Pod>("p", pod => pod.Spec.NodeName == "node-1", "bound");
    }

    private static Task<V1Node> MapAsync(ReconcilerRun run, params string[] claims)
    {
        var annotations = new JsonObject { [MappedClaims.Annotation] = MappedClaims.Write(claims) };
        return run.Cluster.PatchAsync<V1Node>("node-1", null, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } }, null, Token);
    }

    private static V1Pod Pod() => new()
    {
        Metadata = new() { Name = "p", NamespaceProperty = TestCluster.Namespace },
        Spec = new()
        {
            Containers = [new V1Container { Name = "c", Image = "i" }],
            Volumes = [new V1Volume { Name = "v", PersistentVolumeClaim = new() { ClaimName = "models" } }],
        },
    };

    private static V1PersistentVolumeClaim Claim(string name) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = TestCluster.Namespace },
        Spec = new() { AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } } },
    };
}
