using System.Collections.Concurrent;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Nodes;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>The pods that have no node yet, and what makes it worth trying them again: once refused, a pod waits for something to change.</summary>
internal sealed class WaitingPods
{
    private readonly ConcurrentDictionary<ObjectKey, Wish> _waiting = new();
    private readonly ConcurrentDictionary<string, string> _usable = new();

    public IEnumerable<Trigger> Triggers => [Trigger.On<V1Pod>(OnPod), Trigger.On<V1Node>(OnNode), Trigger.On<V1PersistentVolumeClaim>(OnClaim)];

    public static bool NeedsNode(V1Pod pod) =>
        string.IsNullOrEmpty(pod.Spec?.NodeName) && pod.IsActive() && pod.Spec?.SchedulerName is null or "" or PodScheduler.Component;

    private IEnumerable<ObjectKey> OnPod(ResourceEvent<V1Pod> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is not ResourceEventType.Deleted && NeedsNode(change.Resource))
        {
            var wish = Wish.Of(change.Resource);
            var before = _waiting.GetValueOrDefault(key);
            _waiting[key] = wish;
            return before?.Spec == wish.Spec ? [] : [key];
        }

        // A pod that has gone leaves room for those that wait; one that has come may be the one that others want to join.
        _waiting.TryRemove(key, out _);
        var gone = change.Type is ResourceEventType.Deleted || change.Resource.Status?.Phase is "Succeeded" or "Failed";
        return MostImportantFirst(wish => gone || wish.MindsOthers);
    }

    private IEnumerable<ObjectKey> OnNode(ResourceEvent<V1Node> change)
    {
        var usable = change.Type is not ResourceEventType.Deleted && NodeChoice.IsReady(change.Resource);
        var offer = usable ? Offer(change.Resource) : string.Empty;
        var before = _usable.GetValueOrDefault(change.Resource.Metadata.Name, string.Empty);
        _usable[change.Resource.Metadata.Name] = offer;
        return usable && offer != before ? MostImportantFirst(_ => true) : [];
    }

    private IEnumerable<ObjectKey> OnClaim(ResourceEvent<V1PersistentVolumeClaim> change) => change.Type is ResourceEventType.Added
        ? MostImportantFirst(wish => wish.Claims.Contains(ObjectKey.Of(change.Resource)))
        : [];

    private List<ObjectKey> MostImportantFirst(Func<Wish, bool> which) =>
        [.. _waiting.Where(pair => which(pair.Value)).OrderByDescending(pair => pair.Value.Priority).Select(pair => pair.Key)];

    /// <summary>All of a node that decides about pods, to notice when it changes.</summary>
    private static string Offer(V1Node node)
    {
        var labels = (node.Metadata.Labels ?? new Dictionary<string, string>()).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}");
        var taints = (node.Spec?.Taints ?? []).Select(taint => $"{taint.Key}={taint.Value}:{taint.Effect}");
        var room = (node.Status?.Allocatable ?? new Dictionary<string, ResourceQuantity>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        return $"ready|{node.Spec?.Unschedulable}|{string.Join(',', labels)}|{string.Join(',', taints)}|{string.Join(',', room)}|{MappedClaims.Of(node)}";
    }

    /// <summary>What of a waiting pod may change, whether other pods decide about it, and what it waits for.</summary>
    private sealed record Wish(string Spec, bool MindsOthers, int Priority, IReadOnlyList<ObjectKey> Claims)
    {
        public static Wish Of(V1Pod pod)
        {
            var tolerations = (pod.Spec.Tolerations ?? []).Select(toleration => $"{toleration.Key}{toleration.OperatorProperty}{toleration.Value}{toleration.Effect}");
            var gates = (pod.Spec.SchedulingGates ?? []).Select(gate => gate.Name);
            return new Wish(
                $"{string.Join(',', tolerations)}|{string.Join(',', gates)}|{string.Join(',', pod.Spec.NodeSelector ?? new Dictionary<string, string>())}",
                PodAffinity.IsUsedBy(pod) || TopologySpread.IsUsedBy(pod),
                pod.Priority(),
                [.. pod.Claims().Select(name => new ObjectKey(pod.Metadata.NamespaceProperty, name))]);
        }
    }
}
