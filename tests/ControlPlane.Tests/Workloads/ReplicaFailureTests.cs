using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class ReplicaFailureTests
{
    private const string Ns = TestCluster.Namespace;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployment_PodsCannotBeMade_SaysWhyUntilTheyCan()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Deployment("web"), Token);

        var deployment = await run.UntilAsync<V1Deployment>("web", item => Failure(item) is not null, "the failure is told");
        var failure = Failure(deployment)!; // just waited for
        Assert.Equal(("True", "FailedCreate"), (failure.Status, failure.Reason));
        Assert.EndsWith("is forbidden: no PriorityClass with name high was found", failure.Message);
        var sets = await run.UntilListAsync<V1ReplicaSet>(list => list is [{ Status.Conditions: [_] }], "the replica set tells it, too");
        Assert.Equal(("ReplicaFailure", "True", "FailedCreate", failure.Message), (sets[0].Status.Conditions[0].Type, sets[0].Status.Conditions[0].Status, sets[0].Status.Conditions[0].Reason, sets[0].Status.Conditions[0].Message));
        var events = await run.UntilListAsync<Corev1Event>(list => list.Any(item => item.Reason == "FailedCreate"), "an event");
        Assert.Contains(events, item => item.InvolvedObject.Kind == "ReplicaSet" && item.Message == $"Error creating: {failure.Message}");
        await run.UntilAsync<V1Deployment>("web", item => item.Status.Conditions.Any(condition => condition is { Type: "Progressing", Status: "False", Reason: "ProgressDeadlineExceeded" }) && Failure(item) is not null, "the deadline passes");

        await run.Cluster.CreateAsync(new V1PriorityClass { Metadata = new() { Name = "high" }, Value = 1 }, Token);

        await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: "node-1", Spec.Priority: 1 }], "the pod");
        await run.UntilAsync<V1Deployment>("web", item => Failure(item) is null, "the failure is over");
        await run.UntilListAsync<V1ReplicaSet>(list => list is [{ Status.Conditions: null or [] }], "also the replica set's");
    }

    [Fact]
    public async Task Deployment_ReplicaSetCannotBeMade_SaysWhy()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        var name = new string('a', 250);
        await run.Cluster.CreateAsync(Deployment(name), Token);

        var deployment = await run.UntilAsync<V1Deployment>(name, item => item.Status?.Conditions is { Count: > 0 }, "a condition");

        var progressing = deployment.Status.Conditions.Single(condition => condition.Type == "Progressing");
        Assert.Equal(("False", "ReplicaSetCreateError"), (progressing.Status, progressing.Reason));
        Assert.StartsWith($"Failed to create new replica set \"{name}-", progressing.Message);
        Assert.EndsWith("must be no more than 253 characters", progressing.Message);
    }

    private static V1DeploymentCondition? Failure(V1Deployment deployment) => deployment.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "ReplicaFailure");

    private static V1Deployment Deployment(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Ns },
        Spec = new V1DeploymentSpec
        {
            Replicas = 1,
            ProgressDeadlineSeconds = 2,
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = "web" } },
                Spec = new V1PodSpec { PriorityClassName = "high", Containers = [new V1Container { Name = "c", Image = "i" }] },
            },
        },
    };
}
