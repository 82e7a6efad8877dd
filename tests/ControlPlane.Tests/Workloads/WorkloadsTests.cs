using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public class WorkloadsTests
{
    private const string Ns = TestCluster.Namespace;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployment_Created_RunsPodsOnNodesAndReportsThemAvailable()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1", "node-2");
        await run.Cluster.CreateAsync(Deployment("v1", 4), Token);
        var pods = await run.UntilListAsync<V1Pod>(list => list.Count == 4 && list.All(pod => pod.Spec.NodeName is not null), "four bound pods");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, _ => true, Token);

        var deployment = await run.UntilAsync<V1Deployment>("web", item => item.Status?.AvailableReplicas == 4, "four available");

        Assert.Equal(new Dictionary<string, int> { ["node-1"] = 2, ["node-2"] = 2 }, pods.CountBy(pod => pod.Spec.NodeName).ToDictionary());
        Assert.Equal((1L, 4, 4, 4), (deployment.Status.ObservedGeneration, deployment.Status.Replicas, deployment.Status.UpdatedReplicas, deployment.Status.ReadyReplicas));
        Assert.Equal(
            ["Available=True MinimumReplicasAvailable", "Progressing=True NewReplicaSetAvailable"],
            deployment.Status.Conditions.Select(condition => $"{condition.Type}={condition.Status} {condition.Reason}"));
    }

    [Fact]
    public async Task Deployment_NewTemplate_ReplacesThePodsOnlyAsTheNewOnesBecomeReady()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Deployment("v1", 2), Token);
        await run.UntilListAsync<V1Pod>(list => list.Count(pod => pod.Spec.NodeName is not null) == 2, "two bound pods");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, _ => true, Token);
        await run.UntilAsync<V1Deployment>("web", item => item.Status?.AvailableReplicas == 2, "two available");

        var template = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "v2" }) } };
        await run.Cluster.PatchAsync<V1Deployment>("web", Ns, new JsonObject { ["spec"] = new JsonObject { ["template"] = template } }, null, Token);
        await run.UntilListAsync<V1Pod>(list => Ready(list, "v1") == 2 && Bound(list, "v2") == 1, "one surge pod while both old ones serve");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, pod => Image(pod) == "v2", Token);
        await run.UntilListAsync<V1Pod>(list => Ready(list, "v1") == 1 && Bound(list, "v2") == 2, "an old pod given up for the ready new one");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, pod => Image(pod) == "v2", Token);

        var deployment = await run.UntilAsync<V1Deployment>(
            "web", item => item.Status is { UpdatedReplicas: 2, Replicas: 2, AvailableReplicas: 2, ObservedGeneration: 2 }, "rolled out");
        Assert.Equal("2", deployment.Metadata.Annotations["deployment.kubernetes.io/revision"]);
        var events = await run.UntilListAsync<Corev1Event>(list => list.Count(item => item.Reason == "ScalingReplicaSet") == 5, "an event for each change of size");
        Assert.DoesNotContain(events, item => item.Message.EndsWith("from 0 to 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pod_NoNode_IsReportedUnschedulableAndBoundWhenANodeJoins()
    {
        await using var run = await ReconcilerRun.StartAsync();
        await run.Cluster.CreateAsync(Deployment("v1", 1), Token);

        var pods = await run.UntilListAsync<V1Pod>(list => list is [{ Status.Conditions.Count: 1 }], "a condition");
        var events = await run.UntilListAsync<Corev1Event>(list => list.Any(item => item.Reason == "FailedScheduling"), "an event");
        await FakeNode.JoinAsync(run.Cluster, "node-1", Token);
        var bound = await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: "node-1", Status.Conditions: [{ Status: "True" }] }], "bound");

        Assert.Equal(("PodScheduled", "False", "Unschedulable"), (pods[0].Status.Conditions[0].Type, pods[0].Status.Conditions[0].Status, pods[0].Status.Conditions[0].Reason));
        Assert.StartsWith("no nodes available to schedule pods", events.First(item => item.Reason == "FailedScheduling").Message);
        Assert.Equal(pods[0].Metadata.Name, bound[0].Metadata.Name);
    }

    [Fact]
    public async Task Pod_DeletedByHand_IsReplaced()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Deployment("v1", 2), Token);
        var pods = await run.UntilListAsync<V1Pod>(list => list.Count == 2, "two pods");

        await run.Cluster.DeleteAsync<V1Pod>(pods[0].Metadata.Name, Ns, Token);

        await run.UntilListAsync<V1Pod>(list => list.Count == 2 && list.All(pod => pod.Metadata.Name != pods[0].Metadata.Name), "a replacement");
    }

    [Fact]
    public async Task Deployment_Settled_IsNotWrittenAgain()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Deployment("v1", 1), Token);
        await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: not null }], "a bound pod");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, _ => true, Token);
        await run.UntilAsync<V1Deployment>("web", item => item.Status?.AvailableReplicas == 1, "available");
        var settled = await run.VersionAsync();

        // Each round makes every controller look again; any write of theirs would be one more than ours.
        for (var round = 1; round <= 3; round++)
        {
            var touch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["touched"] = $"{round}" } } };
            await run.Cluster.PatchAsync<V1Deployment>("web", Ns, touch, null, Token);
            await run.UntilAsync<V1Deployment>("web", item => item.Metadata.Annotations["touched"] == $"{round}", "touched");
        }

        Assert.InRange(await run.VersionAsync() - settled, 3, 5);
    }

    private static int Ready(IEnumerable<V1Pod> pods, string image) =>
        pods.Count(pod => Image(pod) == image && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true);

    private static int Bound(IEnumerable<V1Pod> pods, string image) => pods.Count(pod => Image(pod) == image && pod.Spec.NodeName is not null);

    private static string Image(V1Pod pod) => pod.Spec.Containers[0].Image;

    private static V1Deployment Deployment(string image, int replicas) => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = Ns },
        Spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = "web" } },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = image }] },
            },
        },
    };
}
