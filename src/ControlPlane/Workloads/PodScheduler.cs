using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Binds pods to nodes.</summary>
internal sealed class PodScheduler(ICluster cluster, EventRecorder events, TimeProvider timeProvider) : IReconciler, IDisposable
{
    private const string Component = "default-scheduler";

    private readonly ConcurrentDictionary<ObjectKey, Wish> _waiting = new();
    private readonly ConcurrentDictionary<string, string> _usable = new();
    /// <summary>When a pod that fits nowhere is tried again although nothing has changed.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _oneAtATime = new(1);

    public IEnumerable<Trigger> Triggers => [Trigger.On<V1Pod>(OnPod), Trigger.On<V1Node>(OnNode)];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var pod = await cluster.FindAsync<V1Pod>(key.Name, key.Namespace, cancellationToken);
            return pod is null || !NeedsNode(pod) || await ScheduleAsync(pod, cancellationToken) ? null : Again;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static bool NeedsNode(V1Pod pod) =>
        string.IsNullOrEmpty(pod.Spec?.NodeName) && pod.IsActive() && pod.Spec?.SchedulerName is null or "" or Component;

    private IEnumerable<ObjectKey> OnPod(ResourceEvent<V1Pod> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is not ResourceEventType.Deleted && NeedsNode(change.Resource))
        {
            // Once refused, a pod waits for something to change: itself, a node or another pod.
            var wish = WishOf(change.Resource);
            var before = _waiting.GetValueOrDefault(key);
            _waiting[key] = wish;
            return before?.Spec == wish.Spec ? [] : [key];
        }

        // A pod that has gone leaves room for those that wait; one that has come may be the one that others want to join.
        _waiting.TryRemove(key, out _);
        var gone = change.Type is ResourceEventType.Deleted || change.Resource.Status?.Phase is "Succeeded" or "Failed";
        return gone ? [.. _waiting.Keys] : [.. _waiting.Where(pair => pair.Value.MindsOthers).Select(pair => pair.Key)];
    }

    private static Wish WishOf(V1Pod pod)
    {
        var tolerations = (pod.Spec.Tolerations ?? []).Select(toleration => $"{toleration.Key}{toleration.OperatorProperty}{toleration.Value}{toleration.Effect}");
        var gates = (pod.Spec.SchedulingGates ?? []).Select(gate => gate.Name);
        return new Wish($"{string.Join(',', tolerations)}|{string.Join(',', gates)}|{string.Join(',', pod.Spec.NodeSelector ?? new Dictionary<string, string>())}", PodAffinity.IsUsedBy(pod) || TopologySpread.IsUsedBy(pod));
    }

    private IEnumerable<ObjectKey> OnNode(ResourceEvent<V1Node> change)
    {
        var usable = change.Type is not ResourceEventType.Deleted && NodeChoice.IsReady(change.Resource);
        var offer = usable ? Offer(change.Resource) : string.Empty;
        var before = _usable.GetValueOrDefault(change.Resource.Metadata.Name, string.Empty);
        _usable[change.Resource.Metadata.Name] = offer;
        return usable && offer != before ? [.. _waiting.Keys] : [];
    }

    /// <summary>All of a node that decides about pods, to notice when it changes.</summary>
    private static string Offer(V1Node node)
    {
        var labels = (node.Metadata.Labels ?? new Dictionary<string, string>()).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}");
        var taints = (node.Spec?.Taints ?? []).Select(taint => $"{taint.Key}={taint.Value}:{taint.Effect}");
        var room = (node.Status?.Allocatable ?? new Dictionary<string, ResourceQuantity>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        return $"ready|{node.Spec?.Unschedulable}|{string.Join(',', labels)}|{string.Join(',', taints)}|{string.Join(',', room)}";
    }

    /// <summary>Returns whether nothing more is to be tried.</summary>
    private async Task<bool> ScheduleAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Spec.SchedulingGates is { Count: > 0 })
        {
            await ReportAsync(pod, scheduled: false, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", cancellationToken);
            return true;
        }

        var nodes = await cluster.ListAsync<V1Node>(ResourceQuery.All, cancellationToken);
        var pods = await cluster.ListAsync<V1Pod>(ResourceQuery.All, cancellationToken);
        var (node, reason) = NodeChoice.Decide(pod, NodeView.Of(nodes.Items, pods.Items));
        if (node is null)
        {
            await ReportAsync(pod, scheduled: false, "Unschedulable", reason, cancellationToken);
            await events.RecordAsync(pod, EventRecorder.Warning, "FailedScheduling", reason, Component, cancellationToken);
            return false;
        }

        // The condition first: once bound, the conditions are the node's to write.
        await ReportAsync(pod, scheduled: true, null, null, cancellationToken);
        var patch = new JsonObject { ["spec"] = new JsonObject { ["nodeName"] = node } };
        await cluster.PatchAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, patch, null, cancellationToken);
        var message = $"Successfully assigned {ObjectKey.Of(pod)} to {node}";
        await events.RecordAsync(pod, EventRecorder.Normal, "Scheduled", message, Component, cancellationToken);
        return true;
    }

    private async Task ReportAsync(V1Pod pod, bool scheduled, string? reason, string? message, CancellationToken cancellationToken)
    {
        var status = scheduled ? "True" : "False";
        if (pod.Condition("PodScheduled") is { } present && present.Status == status && present.Message == message)
        {
            return;
        }

        var condition = new V1PodCondition
        {
            Type = "PodScheduled",
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = timeProvider.Now(),
        };
        var conditions = (pod.Status?.Conditions ?? []).Where(other => other.Type != "PodScheduled").Append(condition);
        var list = new JsonArray([.. conditions.Select(Resources.ToJson)]);
        var patch = new JsonObject { ["status"] = new JsonObject { ["phase"] = pod.Status?.Phase ?? "Pending", ["conditions"] = list } };
        await cluster.PatchAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, patch, "status", cancellationToken);
    }

    /// <summary>What of a waiting pod may change, and whether other pods decide about it.</summary>
    private sealed record Wish(string Spec, bool MindsOthers);
}
