using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Nodes;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Watches the nodes' leases: a node that stops renewing is not ready, and its pods are given up.</summary>
internal sealed class NodeLifecycle(ICluster cluster, EventRecorder events, TimeProvider timeProvider, ILogger<NodeLifecycle> logger) : BackgroundService
{
    private const string LeaseNamespace = "kube-node-lease";
    private const string Component = "node-controller";

    /// <summary>Half a renewal: a death is told within five seconds.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly NodeHeartbeats _heartbeats = new();
    private readonly HashSet<string> _greeted = [];

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
        await GreetAsync(node, cancellationToken);
        var ready = node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        var now = timeProvider.Now();
        if (lost && ready?.Status is not ("Unknown" or "False"))
        {
            node = await WriteAsync(node, NodeHealth.Silent(node.Status?.Conditions, now), cancellationToken);
            logger.NodeChanged(node.Metadata.Name, "not ready");
            await events.RecordAsync(node, EventRecorder.Normal, "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady", Component, cancellationToken);
        }
        else if (!lost && (ready is null || ready.Reason == "NodeStatusUnknown"))
        {
            node = await WriteAsync(node, NodeHealth.Heard(node.Status?.Conditions, now), cancellationToken);
            logger.NodeChanged(node.Metadata.Name, "ready");
        }

        if (NodeTaints.Change(node, now) is { } taints)
        {
            // With the version that the decision was made on: a user may be tainting it, too.
            var metadata = new JsonObject { ["resourceVersion"] = node.Metadata.ResourceVersion };
            var spec = new JsonObject { ["taints"] = new JsonArray([.. taints.Select(Resources.ToJson)]) };
            await cluster.PatchAsync<V1Node>(node.Metadata.Name, null, new JsonObject { ["metadata"] = metadata, ["spec"] = spec }, null, cancellationToken);
            await CordonedAsync(node, cancellationToken);
        }
    }

    /// <summary>Tells of a node that was cordoned or is so no longer.</summary>
    private async Task CordonedAsync(V1Node node, CancellationToken cancellationToken)
    {
        var before = (node.Spec?.Taints ?? []).Any(taint => taint.Key == NodeTaints.Unschedulable.Key);
        if (before != (node.Spec?.Unschedulable == true))
        {
            var reason = before ? "NodeSchedulable" : "NodeNotSchedulable";
            await events.RecordAsync(node, EventRecorder.Normal, reason, $"Node {node.Metadata.Name} status is now: {reason}", "kubelet", cancellationToken);
        }
    }

    private async Task GreetAsync(V1Node node, CancellationToken cancellationToken)
    {
        if (_greeted.Add(node.Metadata.Uid))
        {
            await events.RecordAsync(node, EventRecorder.Normal, "RegisteredNode", $"Node {node.Metadata.Name} event: Registered Node {node.Metadata.Name} in Controller", Component, cancellationToken);
        }
    }

    private Task<V1Node> WriteAsync(V1Node node, IEnumerable<V1NodeCondition> conditions, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray([.. conditions.Select(Resources.ToJson)]) } };
        return cluster.PatchAsync<V1Node>(node.Metadata.Name, null, patch, "status", cancellationToken);
    }

    /// <summary>Deletes the pods of lost nodes and of nodes that are gone.</summary>
    private async Task EvictAsync(IReadOnlyList<V1Node> nodes, IReadOnlySet<string> lost, CancellationToken cancellationToken)
    {
        var alive = nodes.Select(node => node.Metadata.Name).Where(name => !lost.Contains(name)).ToHashSet();
        if (alive.Count == nodes.Count && !_heartbeats.TakeDirty(alive))
        {
            return;
        }

        var since = nodes.ToDictionary(node => node.Metadata.Name, node => node.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "Ready", Status: "Unknown" })?.LastTransitionTime);
        var pods = await cluster.ListAsync<V1Pod>(ResourceQuery.All, cancellationToken);
        foreach (var pod in pods.Items.Where(pod => pod.Spec?.NodeName is { Length: > 0 } name && !alive.Contains(name) && !MayWait(pod, since)))
        {
            await events.RecordAsync(pod, EventRecorder.Normal, "NodeNotReady", "Node is not ready", Component, cancellationToken);

            // Nobody is left to end it.
            await cluster.RemoveAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, pod.Metadata.Uid, cancellationToken);
        }
    }

    /// <summary>Whether a pod tolerates that its node is lost, for ever or for a time that is not over.</summary>
    private bool MayWait(V1Pod pod, Dictionary<string, DateTime?> since)
    {
        if (!since.TryGetValue(pod.Spec.NodeName, out var lost))
        {
            return false;
        }

        var stay = TaintEviction.Stay(pod, [new V1Taint { Key = NodeTaints.UnreachableKey, Effect = "NoExecute" }]);
        var now = timeProvider.GetUtcNow().UtcDateTime;
        return stay is null || (lost ?? now) + stay > now;
    }
}
