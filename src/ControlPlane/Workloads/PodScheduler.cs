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

    private readonly ConcurrentDictionary<ObjectKey, bool> _waiting = new();
    private readonly ConcurrentDictionary<string, string> _usable = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public IEnumerable<Trigger> Triggers => [Trigger.On<V1Pod>(OnPod), Trigger.On<V1Node>(OnNode)];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var pod = await cluster.FindAsync<V1Pod>(key.Name, key.Namespace, cancellationToken);
            if (pod is not null && NeedsNode(pod))
            {
                await ScheduleAsync(pod, cancellationToken);
            }

            return null;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static bool NeedsNode(V1Pod pod) => string.IsNullOrEmpty(pod.Spec?.NodeName) && pod.IsActive();

    private IEnumerable<ObjectKey> OnPod(ResourceEvent<V1Pod> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is ResourceEventType.Deleted || !NeedsNode(change.Resource))
        {
            // A pod that has gone leaves room for one that waits.
            _waiting.TryRemove(key, out _);
            return change.Type is ResourceEventType.Deleted ? [.. _waiting.Keys] : [];
        }

        // Once refused, a pod waits for a node to change.
        return _waiting.TryAdd(key, true) ? [key] : [];
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
        return $"ready|{node.Spec?.Unschedulable}|{string.Join(',', labels)}|{string.Join(',', taints)}";
    }

    private async Task ScheduleAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var nodes = await cluster.ListAsync<V1Node>(ResourceQuery.All, cancellationToken);
        var pods = await cluster.ListAsync<V1Pod>(ResourceQuery.All, cancellationToken);
        var load = pods.Items.Where(other => other.IsActive() && other.Spec?.NodeName is { Length: > 0 }).CountBy(other => other.Spec.NodeName).ToDictionary();
        var (node, reason) = NodeChoice.Decide(pod, nodes.Items, load);
        if (node is null)
        {
            await ReportAsync(pod, scheduled: false, "Unschedulable", reason, cancellationToken);
            await events.RecordAsync(pod, EventRecorder.Warning, "FailedScheduling", reason, Component, cancellationToken);
            return;
        }

        // The condition first: once bound, the conditions are the node's to write.
        await ReportAsync(pod, scheduled: true, null, null, cancellationToken);
        var patch = new JsonObject { ["spec"] = new JsonObject { ["nodeName"] = node } };
        await cluster.PatchAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, patch, null, cancellationToken);
        var message = $"Successfully assigned {ObjectKey.Of(pod)} to {node}";
        await events.RecordAsync(pod, EventRecorder.Normal, "Scheduled", message, Component, cancellationToken);
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
            LastTransitionTime = timeProvider.GetUtcNow().UtcDateTime,
        };
        var conditions = (pod.Status?.Conditions ?? []).Where(other => other.Type != "PodScheduled").Append(condition);
        var list = new JsonArray([.. conditions.Select(Resources.ToJson)]);
        var patch = new JsonObject { ["status"] = new JsonObject { ["phase"] = pod.Status?.Phase ?? "Pending", ["conditions"] = list } };
        await cluster.PatchAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, patch, "status", cancellationToken);
    }
}
