using k8s.Models;

namespace ModelServing.Kubernetes.Nodes;

/// <summary>The conditions of a node: what it says of itself, and what is said of it when it says nothing more.</summary>
public static class NodeHealth
{
    private static readonly (string Type, string Status, string Reason, string Message)[] Well =
    [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ];

    /// <summary>Describes a node that is heard of and well.</summary>
    /// <param name="before">The conditions so far: their transitions are kept where nothing changes.</param>
    /// <param name="now">When the node was heard of.</param>
    public static IReadOnlyList<V1NodeCondition> Heard(IEnumerable<V1NodeCondition>? before, DateTime now) =>
        Resolve(before, Well, now, now);

    /// <summary>Describes a node that has not been heard of for too long.</summary>
    /// <param name="before">The conditions so far: the last heartbeats are kept.</param>
    /// <param name="now">When that was noticed.</param>
    public static IReadOnlyList<V1NodeCondition> Silent(IEnumerable<V1NodeCondition>? before, DateTime now) =>
        Resolve(before, [.. Well.Select(entry => (entry.Type, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."))], null, now);

    private static List<V1NodeCondition> Resolve(
        IEnumerable<V1NodeCondition>? before, (string Type, string Status, string Reason, string Message)[] entries, DateTime? heard, DateTime now)
    {
        var known = (before ?? []).ToList();
        var others = known.Where(condition => !entries.Any(entry => entry.Type == condition.Type));
        return
        [
            .. entries.Select(entry =>
            {
                var earlier = known.Find(condition => condition.Type == entry.Type);
                return new V1NodeCondition
                {
                    Type = entry.Type,
                    Status = entry.Status,
                    Reason = entry.Reason,
                    Message = entry.Message,
                    LastHeartbeatTime = heard ?? earlier?.LastHeartbeatTime ?? now,
                    LastTransitionTime = earlier?.Status == entry.Status ? earlier.LastTransitionTime ?? now : now,
                };
            }),
            .. others,
        ];
    }
}
