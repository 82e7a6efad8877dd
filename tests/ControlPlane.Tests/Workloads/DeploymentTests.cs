using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

/// <summary>What becomes of a Deployment's replica sets when it changes, is scaled, collides or loses them.</summary>
public sealed class DeploymentTests
{
    private const string Ns = TestCluster.Namespace;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MinReadySeconds_ChangedLater_ReachesTheReplicaSetAndDelaysAvailability()
    {
        await using var run = await ReadyAsync(1);

        await PatchAsync(run, new JsonObject { ["minReadySeconds"] = 3600 });

        await run.UntilListAsync<V1ReplicaSet>(list => list is [{ Spec.MinReadySeconds: 3600, Status: { ReadyReplicas: 1, AvailableReplicas: null or 0 } }], "a ready pod that is not available");
        var deployment = await run.UntilAsync<V1Deployment>("web", item => item.Status is { ReadyReplicas: 1, AvailableReplicas: null or 0, ObservedGeneration: 2 }, "no available pods");
        Assert.Equal("False", deployment.Status.Conditions.Single(condition => condition.Type == "Available").Status);
    }

    [Fact]
    public async Task Annotations_OfTheDeployment_AreOnItsReplicaSet()
    {
        await using var run = await ReadyAsync(1);
        var cause = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["kubernetes.io/change-cause"] = "first try" } } };
        await run.Cluster.PatchAsync<V1Deployment>("web", Ns, cause, null, Token);

        var sets = await run.UntilListAsync<V1ReplicaSet>(list => list is [var only] && only.GetAnnotation("kubernetes.io/change-cause") is not null, "the cause");

        Assert.Equal(("first try", "1", "1", "2"), (
            sets[0].GetAnnotation("kubernetes.io/change-cause"),
            sets[0].GetAnnotation("deployment.kubernetes.io/revision"),
            sets[0].GetAnnotation("deployment.kubernetes.io/desired-replicas"),
            sets[0].GetAnnotation("deployment.kubernetes.io/max-replicas")));
    }

    [Fact]
    public async Task Template_GoneBackTo_TakesItsReplicaSetAgainWithANewRevision()
    {
        await using var run = await ReadyAsync(1);
        await PatchAsync(run, Image("v2"));
        await run.UntilAsync<V1Deployment>("web", item => item.GetAnnotation("deployment.kubernetes.io/revision") == "2", "the second revision");

        await PatchAsync(run, Image("v1"));

        await run.UntilAsync<V1Deployment>("web", item => item.GetAnnotation("deployment.kubernetes.io/revision") == "3", "the third revision");
        var sets = await run.UntilListAsync<V1ReplicaSet>(list => list.Count == 2, "two replica sets");
        Assert.Equal(
            ["v1 3 1", "v2 2 "],
            sets.OrderBy(ImageOf).Select(set => $"{ImageOf(set)} {set.GetAnnotation("deployment.kubernetes.io/revision")} {set.GetAnnotation("deployment.kubernetes.io/revision-history")}"));
    }

    [Fact]
    public async Task Recreate_StartsNoNewPodWhileAnOldOneIsEnding()
    {
        await using var run = await ReadyAsync(1, strategy: "Recreate");
        var old = (await run.UntilListAsync<V1Pod>(list => list.Count == 1, "the old pod"))[0];
        await run.Cluster.PatchAsync<V1Pod>(old.Metadata.Name, Ns, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("test/hold") } }, null, Token);

        await PatchAsync(run, Image("v2"));
        await run.UntilListAsync<V1Pod>(list => list is [{ Metadata.DeletionTimestamp: not null }], "the old pod to be ending");
        await run.UntilAsync<V1Deployment>("web", item => item.Status is { ObservedGeneration: 2, Replicas: null or 0 }, "the old pod to be given up");
        Assert.Single((await run.Cluster.ListAsync<V1ReplicaSet>(new ResourceQuery(Ns), Token)).Items);

        await run.Cluster.PatchAsync<V1Pod>(old.Metadata.Name, Ns, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, null, Token);
        await run.UntilListAsync<V1Pod>(list => list is [{ Spec.Containers: [{ Image: "v2" }] }], "the new pod");
    }

    [Fact]
    public async Task Scale_InTheMiddleOfARollout_IsShared()
    {
        await using var run = await ReadyAsync(8);
        await PatchAsync(run, Image("v2"));
        await run.UntilListAsync<V1ReplicaSet>(list => list.Any(set => ImageOf(set) == "v2" && set.Spec.Replicas == 4) && list.Any(set => ImageOf(set) == "v1" && set.Spec.Replicas == 6), "a rollout that waits for its pods");

        await PatchAsync(run, new JsonObject { ["replicas"] = 16 });

        await run.UntilListAsync<V1ReplicaSet>(list => list.Any(set => ImageOf(set) == "v2" && set.Spec.Replicas == 8) && list.Any(set => ImageOf(set) == "v1" && set.Spec.Replicas == 12), "both twice as large");
    }

    [Fact]
    public async Task Name_TakenBySomebodyElse_IsChosenAgain()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(WithReplicas(0, "RollingUpdate"), Token);
        var first = (await run.UntilListAsync<V1ReplicaSet>(list => list.Count == 1, "a replica set"))[0];
        await run.Cluster.DeleteAsync<V1Deployment>("web", Ns, Token);
        await run.UntilListAsync<V1ReplicaSet>(list => list.Count == 0, "the replica set to go");
        var other = Foreign(first);
        await run.Cluster.CreateAsync(other, Token);

        await run.Cluster.CreateAsync(WithReplicas(0, "RollingUpdate"), Token);

        var sets = await run.UntilListAsync<V1ReplicaSet>(list => list.Count == 2, "a replica set of another name");
        Assert.Contains(sets, set => set.Metadata.Name == first.Metadata.Name && set.Metadata.OwnerReferences is null);
        await run.UntilAsync<V1Deployment>("web", item => item.Status is { CollisionCount: 1, ObservedGeneration: 1 }, "the collision to be counted");
    }

    [Fact]
    public async Task Pods_Relabelled_AreReplacedAndTakenBackWithTheirLabels()
    {
        await using var run = await ReadyAsync(1);
        var pod = (await run.UntilListAsync<V1Pod>(list => list.Count == 1, "a pod"))[0];

        await LabelAsync(run, pod, "debug");
        var pods = await run.UntilListAsync<V1Pod>(list => list.Count == 2 && list.Any(item => item.Metadata.OwnerReferences is null or []), "the pod let go and another one made");
        Assert.Equal(pod.Metadata.Name, pods.Single(item => item.Metadata.OwnerReferences is null or []).Metadata.Name);

        await LabelAsync(run, pod, "web");
        await run.UntilListAsync<V1Pod>(list => list is [{ Metadata.OwnerReferences: [{ Controller: true, Kind: "ReplicaSet" }] }], "one pod, owned");
    }

    [Fact]
    public void Build_WithoutADeadline_NeverGivesUp()
    {
        var deployment = WithReplicas(1, "RollingUpdate");
        deployment.Spec.ProgressDeadlineSeconds = int.MaxValue;
        var set = new V1ReplicaSet { Metadata = new() { Name = "web-1" }, Spec = new() { Replicas = 1 } };
        deployment.Status = DeploymentStatusBuilder.Build(deployment, set, [set], DateTime.UnixEpoch);

        var later = DeploymentStatusBuilder.Build(deployment, set, [set], DateTime.UnixEpoch.AddYears(50));

        Assert.Equal("ReplicaSetUpdated", later.Conditions.Single(condition => condition.Type == "Progressing").Reason);
        Assert.Null(DeploymentStatusBuilder.Deadline(deployment, later));
    }

    [Fact]
    public void Build_PodLostAfterTheRollout_StillCountsAsRolledOut()
    {
        var deployment = WithReplicas(2, "RollingUpdate");
        var set = new V1ReplicaSet { Metadata = new() { Name = "web-1" }, Spec = new() { Replicas = 2 }, Status = new() { Replicas = 2, ReadyReplicas = 2, AvailableReplicas = 2 } };
        deployment.Status = DeploymentStatusBuilder.Build(deployment, set, [set], DateTime.UnixEpoch);
        set.Status = new() { Replicas = 2, ReadyReplicas = 1, AvailableReplicas = 1 };

        var later = DeploymentStatusBuilder.Build(deployment, set, [set], DateTime.UnixEpoch.AddHours(1));

        Assert.Equal(("NewReplicaSetAvailable", "MinimumReplicasUnavailable", 1), (
            later.Conditions.Single(condition => condition.Type == "Progressing").Reason,
            later.Conditions.Single(condition => condition.Type == "Available").Reason,
            later.UnavailableReplicas));
    }

    private static async Task<ReconcilerRun> ReadyAsync(int replicas, string strategy = "RollingUpdate")
    {
        var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(WithReplicas(replicas, strategy), Token);
        await run.UntilListAsync<V1Pod>(list => list.Count(pod => pod.Spec.NodeName is not null) == replicas, "bound pods");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, _ => true, Token);
        await run.UntilAsync<V1Deployment>("web", item => item.Status?.AvailableReplicas == replicas, "available pods");
        return run;
    }

    private static string ImageOf(V1ReplicaSet set) => set.Spec.Template.Spec.Containers[0].Image;

    private static JsonObject Image(string image) =>
        new() { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = image }) } } };

    private static Task<V1Deployment> PatchAsync(ReconcilerRun run, JsonObject spec) =>
        run.Cluster.PatchAsync<V1Deployment>("web", Ns, new JsonObject { ["spec"] = spec }, null, Token);

    private static Task<V1Pod> LabelAsync(ReconcilerRun run, V1Pod pod, string app) =>
        run.Cluster.PatchAsync<V1Pod>(pod.Metadata.Name, Ns, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = app } } }, null, Token);

    /// <summary>A replica set of the same name that the Deployment's selector does not find.</summary>
    private static V1ReplicaSet Foreign(V1ReplicaSet set)
    {
        var labels = new Dictionary<string, string> { ["app"] = "other" };
        var template = new V1PodTemplateSpec { Metadata = new() { Labels = labels }, Spec = set.Spec.Template.Spec };
        return new V1ReplicaSet
        {
            Metadata = new() { Name = set.Metadata.Name, NamespaceProperty = Ns, Labels = labels },
            Spec = new() { Replicas = 0, Selector = new() { MatchLabels = labels }, Template = template },
        };
    }

    private static V1Deployment WithReplicas(int replicas, string strategy)
    {
        var labels = new Dictionary<string, string> { ["app"] = "web" };
        return new V1Deployment
        {
            Metadata = new() { Name = "web", NamespaceProperty = Ns },
            Spec = new()
            {
                Replicas = replicas,
                Strategy = new() { Type = strategy },
                Selector = new() { MatchLabels = labels },
                Template = new() { Metadata = new() { Labels = labels }, Spec = new() { Containers = [new V1Container { Name = "c", Image = "v1" }], TerminationGracePeriodSeconds = 1 } },
            },
        };
    }
}
