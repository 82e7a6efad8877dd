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
        await run.Cluster.CreateAsync(Deployment(), Token);

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

    private static V1DeploymentCondition? Failure(V1Deployment deployment) => deployment.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "ReplicaFailure");

    private static V1Deployment Deployment() => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = Ns },
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
