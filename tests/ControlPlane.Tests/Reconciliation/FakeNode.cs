using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

/// <summary>Plays the part of a node: joins, and reports what a test says about its pods.</summary>
internal static class FakeNode
{
    public static Task JoinAsync(ICluster cluster, string name, CancellationToken cancellationToken) => cluster.CreateAsync(
        new V1Node
        {
            Metadata = new V1ObjectMeta { Name = name },
            Status = new V1NodeStatus { Conditions = [new V1NodeCondition { Type = "Ready", Status = "True", Reason = "KubeletReady" }] },
        },
        cancellationToken);

    /// <summary>Ends the pods that are deleted, as every node does, until told to stop.</summary>
    public static async Task EndPodsAsync(ICluster cluster, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var pods = await cluster.ListAsync<V1Pod>(ResourceQuery.All, cancellationToken);
            foreach (var pod in pods.Items.Where(pod => pod.Metadata.DeletionTimestamp is not null))
            {
                await cluster.RemoveAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, pod.Metadata.Uid, cancellationToken);
            }
        }
    }

    /// <summary>Reports every pod bound to a node that is not ready yet as ready, with ports published.</summary>
    public static async Task MakeReadyAsync(ICluster cluster, string ns, Func<V1Pod, bool> which, CancellationToken cancellationToken)
    {
        var pods = await cluster.ListAsync<V1Pod>(new ResourceQuery(ns), cancellationToken);
        foreach (var pod in pods.Items.Where(pod => pod.Spec.NodeName is not null && pod.Status?.PodIP is null && which(pod)))
        {
            var ports = new JsonObject { ["8080"] = 40080, ["8500"] = 40850, ["8501"] = 40851, ["9000"] = 40900 };
            var metadata = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["modelserving.dev/ports"] = ports.ToJsonString() } } };
            await cluster.PatchAsync<V1Pod>(pod.Metadata.Name, ns, metadata, null, cancellationToken);
            await ReportAsync(cluster, pod, "True", [], cancellationToken);
        }
    }

    /// <summary>Reports every pod on a node as stuck because its model cannot be fetched.</summary>
    public static async Task FailInitializerAsync(ICluster cluster, V1Pod pod, string message, CancellationToken cancellationToken)
    {
        var state = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "Error", Message = message } };
        var status = new V1ContainerStatus { Name = pod.Spec.InitContainers[0].Name, Image = pod.Spec.InitContainers[0].Image, ImageID = "", State = state };
        await ReportAsync(cluster, pod, "False", [status], cancellationToken);
    }

    private static Task<V1Pod> ReportAsync(ICluster cluster, V1Pod pod, string ready, V1ContainerStatus[] initializers, CancellationToken cancellationToken)
    {
        var conditions = new JsonArray(
            new JsonObject { ["type"] = "PodScheduled", ["status"] = "True" },
            new JsonObject { ["type"] = "Ready", ["status"] = ready });
        var status = new JsonObject { ["phase"] = ready == "True" ? "Running" : "Pending", ["podIP"] = "127.0.0.1", ["conditions"] = conditions };
        if (initializers.Length > 0)
        {
            status["initContainerStatuses"] = new JsonArray([.. initializers.Select(Resources.ToJson)]);
        }

        return cluster.PatchAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, new JsonObject { ["status"] = status }, "status", cancellationToken);
    }
}
