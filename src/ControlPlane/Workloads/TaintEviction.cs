using System.Collections.Concurrent;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Takes pods off nodes whose taints they do not tolerate, or no longer. What a lost node holds is not its concern.</summary>
internal sealed class TaintEviction(ICluster cluster, EventRecorder events, TimeProvider timeProvider) : IReconciler
{
    private const string Component = "taint-eviction-controller";

    private readonly ConcurrentDictionary<ObjectKey, string> _nodes = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _since = new();

    public IEnumerable<Trigger> Triggers => [Trigger.On<V1Pod>(OnPod), Trigger.On<V1Node>(OnNode)];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var pod = await cluster.FindAsync<V1Pod>(key.Name, key.Namespace, cancellationToken);
        if (pod is null || !pod.IsActive() || string.IsNullOrEmpty(pod.Spec?.NodeName))
        {
            return null;
        }

        var node = await cluster.FindAsync<V1Node>(pod.Spec.NodeName, null, cancellationToken);
        var taints = (node?.Spec?.Taints ?? []).Where(taint => taint.Effect == "NoExecute" && !NodeTaints.IsManaged(taint)).ToList();
        if (taints.Count == 0)
        {
            _since.TryRemove(pod.Metadata.Uid, out _);
            return null;
        }

        var now = timeProvider.GetUtcNow();
        var left = Stay(pod, taints) is { } stay ? _since.GetOrAdd(pod.Metadata.Uid, now) + stay - now : (TimeSpan?)null;
        if (left is null || left > TimeSpan.Zero)
        {
            return left;
        }

        await events.RecordAsync(pod, EventRecorder.Normal, "TaintManagerEviction", $"Marking for deletion Pod {key}", Component, cancellationToken);
        await cluster.DeleteAsync<V1Pod>(key.Name, key.Namespace, cancellationToken);
        return null;
    }

    /// <summary>How long the pod may stay in spite of the taints; null for ever.</summary>
    public static TimeSpan? Stay(V1Pod pod, IReadOnlyList<V1Taint> taints)
    {
        var used = taints.Select(taint => NodeFit.Tolerations(pod, taint).ToList()).ToList();
        if (used.Exists(tolerations => tolerations.Count == 0))
        {
            return TimeSpan.Zero;
        }

        var seconds = used.SelectMany(tolerations => tolerations).Min(toleration => toleration.TolerationSeconds);
        return seconds is { } limit ? TimeSpan.FromSeconds(Math.Clamp(limit, 0, int.MaxValue / 1000)) : null;
    }

    private IEnumerable<ObjectKey> OnPod(ResourceEvent<V1Pod> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is ResourceEventType.Deleted)
        {
            _nodes.TryRemove(key, out _);
            _since.TryRemove(change.Resource.Metadata.Uid, out _);
            return [];
        }

        // A pod is looked at when it is bound; its status changes nothing.
        return change.Resource.Spec?.NodeName is { Length: > 0 } node && !(_nodes.TryGetValue(key, out var known) && known == node) && Note(key, node) ? [key] : [];
    }

    private bool Note(ObjectKey key, string node)
    {
        _nodes[key] = node;
        return true;
    }

    private IEnumerable<ObjectKey> OnNode(ResourceEvent<V1Node> change) =>
        change.Type is ResourceEventType.Deleted ? [] : _nodes.Where(pair => pair.Value == change.Resource.Metadata.Name).Select(pair => pair.Key);
}
