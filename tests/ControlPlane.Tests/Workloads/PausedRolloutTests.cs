using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class PausedRolloutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployment_Paused_KeepsItsPodsFollowsItsScaleAndRollsOutWhenResumed()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        var labels = new Dictionary<string, string> { ["app"] = "web" };
        var template = new V1PodTemplateSpec { Metadata = new() { Labels = labels }, Spec = new() { Containers = [new V1Container { Name = "c", Image = "v1" }] } };
        await run.Cluster.CreateAsync(
            new V1Deployment
            {
                Metadata = new() { Name = "web", NamespaceProperty = TestCluster.Namespace },
                Spec = new() { Replicas = 1, Selector = new() { MatchLabels = labels }, Template = template },
            },
            Token);
        await run.UntilListAsync<V1ReplicaSet>(list => list.Count == 1, "the first replica set");

        var change = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "v2" }) } };
        await PatchAsync(run, new JsonObject { ["paused"] = true, ["replicas"] = 2, ["template"] = change });
        var paused = await run.UntilAsync<V1Deployment>("web", item => item.Status?.ObservedGeneration == 2 && item.Status.Replicas == 2, "the new scale");
        var sets = await run.UntilListAsync<V1ReplicaSet>(list => list.Any(set => set.Spec.Replicas == 2), "a larger replica set");

        Assert.Single(sets);
        Assert.Equal(0, paused.Status.UpdatedReplicas ?? 0);
        Assert.Equal(("Unknown", "DeploymentPaused"), paused.Status.Conditions.Where(condition => condition.Type == "Progressing").Select(condition => (condition.Status, condition.Reason)).Single());

        await PatchAsync(run, new JsonObject { ["paused"] = false });
        await run.UntilListAsync<V1ReplicaSet>(list => list.Count == 2, "the replica set of the new template");
    }

    private static Task<V1Deployment> PatchAsync(ReconcilerRun run, JsonObject spec) =>
        run.Cluster.PatchAsync<V1Deployment>("web", TestCluster.Namespace, new JsonObject { ["spec"] = spec }, null, Token);
}
