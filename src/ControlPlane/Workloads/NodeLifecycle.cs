using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Watches the nodes' leases: a node that stops renewing is not ready, and its pods are given up.</summary>
internal sealed class NodeLifecycle(ICluster cluster, EventRecorder events, TimeProvider timeProvider, ILogger<NodeLifecycle> logger) : BackgroundService
{
    private const string LeaseNamespace = "kube-node-lease";
    private const string Component = "node-controller";

    /// <summary>Half a renewal: a death is told within five seconds.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly NodeHeartbeats _heartbeats = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CheckAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.ReconcileFailed(nameof(NodeLifecycle), new ObjectKey(null, "nodes"), Period, exception);
            }
        }
    }

    /// <summary>Looks at every node once.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var leases = await cluster.ListAsync<V1Lease>(new ResourceQuery(LeaseNamespace), cancellationToken);
        var nodes = await cluster.ListAsync<V1Node>(ResourceQuery.All, cancellationToken);
        var renewals = leases.Items.ToDictionary(lease => lease.Metadata.Name, lease => lease.Spec?.RenewTime);
        var lost = _heartbeats.Observe(nodes.Items.Select(node => (node.Metadata.Name, renewals.GetValueOrDefault(node.Metadata.Name))), timeProvider.GetUtcNow());
        foreach (var node in nodes.Items)
        {
            await JudgeAsync(node, lost.Contains(node.Metadata.Name), cancellationToken);
        }

        if (_heartbeats.Settled)
        {
            await EvictAsync(nodes.Items, lost, cancellationToken);
        }
    }

    private async Task JudgeAsync(V1Node node, bool lost, CancellationToken cancellationToken)
    {
        var ready = node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        if (lost && ready?.Status is not ("Unknown" or "False"))
        {
            await WriteReadyAsync(node, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.", cancellationToken);
            logger.NodeChanged(node.Metadata.Name, "not ready");
            await events.RecordAsync(node, EventRecorder.Normal, "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady", Component, cancellationToken);
        }
        else if (!lost && (ready is null || ready.Reason == "NodeStatusUnknown"))
        {
            await WriteReadyAsync(node, "True", "KubeletReady", "kubelet is posting ready status", cancellationToken);
            logger.NodeChanged(node.Metadata.Name, "ready");
        }
    }

    private async Task WriteReadyAsync(V1Node node, string status, string reason, string message, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        var condition = new V1NodeCondition
        {
            Type = "Ready",
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = now,
            LastHeartbeatTime = now,
        };
        var others = (node.Status?.Conditions ?? []).Where(other => other.Type != "Ready");
        var list = new JsonArray([.. others.Append(condition).Select(Resources.ToJson)]);
        var patch = new JsonObject { ["status"] = new JsonObject { ["conditions"] = list } };
        await cluster.PatchAsync<V1Node>(node.Metadata.Name, null, patch, "status", cancellationToken);
    }

    /// <summary>Deletes the pods of lost nodes and of nodes that are gone.</summary>
    private async Task EvictAsync(IReadOnlyList<V1Node> nodes, IReadOnlySet<string> lost, CancellationToken cancellationToken)
    {
        var alive = nodes.Select(node => node.Metadata.Name).Where(name => !lost.Contains(name)).ToHashSet();
        if (alive.Count == nodes.Count && !_heartbeats.TakeDirty(alive))
        {
            return;
        }

        var pods = await cluster.ListAsync<V1Pod>(ResourceQuery.All, cancellationToken);
        foreach (var pod in pods.Items.Where(pod => pod.Spec?.NodeName is { Length: > 0 } name && !alive.Contains(name)))
        {
            await events.RecordAsync(pod, EventRecorder.Normal, "NodeNotReady", "Node is not ready", Component, cancellationToken);
            
            // Nobody is left to end it.
            await cluster.RemoveAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, pod.Metadata.Uid, cancellationToken);
        }
    }
}
