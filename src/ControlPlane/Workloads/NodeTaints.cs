using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>The taints that say in a pod's terms what is wrong with a node.</summary>
internal static class NodeTaints
{
    public const string UnreachableKey = "node.kubernetes.io/unreachable";
    public const string NotReadyKey = "node.kubernetes.io/not-ready";

    public static V1Taint Unschedulable { get; } = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    /// <summary>Whether the cluster itself sets and removes the taint.</summary>
    public static bool IsManaged(V1Taint taint) => taint.Key is UnreachableKey or NotReadyKey || (taint.Key == Unschedulable.Key && taint.Effect == Unschedulable.Effect);

    /// <summary>The taints that a node should have, or nothing when it has them: those of its state, and those that somebody else gave it.</summary>
    public static IReadOnlyList<V1Taint>? Change(V1Node node, DateTime now)
    {
        var present = node.Spec?.Taints ?? [];
        var managed = present.Where(IsManaged).ToList();
        var wanted = Wanted(node).ToList();
        return wanted.Count == managed.Count && wanted.TrueForAll(taint => managed.Exists(other => Same(taint, other)))
            ? null
            : [.. present.Where(taint => !IsManaged(taint)), .. wanted.Select(taint => managed.Find(other => Same(taint, other)) ?? Dated(taint, now))];
    }

    private static IEnumerable<V1Taint> Wanted(V1Node node)
    {
        if (node.Spec?.Unschedulable == true)
        {
            yield return Unschedulable;
        }

        var ready = node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready")?.Status;
        if (ready is "Unknown" or "False")
        {
            var key = ready == "Unknown" ? UnreachableKey : NotReadyKey;
            yield return new V1Taint { Key = key, Effect = "NoSchedule" };
            yield return new V1Taint { Key = key, Effect = "NoExecute" };
        }
    }

    private static bool Same(V1Taint left, V1Taint right) => left.Key == right.Key && left.Effect == right.Effect;

    private static V1Taint Dated(V1Taint taint, DateTime now) => new() { Key = taint.Key, Effect = taint.Effect, TimeAdded = now };
}
