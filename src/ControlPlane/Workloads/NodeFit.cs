using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Why a pod cannot run on a node, in the scheduler's words; nothing if it can.</summary>
internal static class NodeFit
{
    public const string TooManyPods = "Too many pods";

    private const string AffinityRefused = "node(s) didn't match Pod's node affinity/selector";
    private const string PortsRefused = "node(s) didn't have free ports for the requested pod ports";
    private const string UnschedulableRefused = "node(s) were unschedulable";

    /// <summary>The reasons of the first filter that refuses.</summary>
    public static IReadOnlyList<string> Refusals(V1Pod pod, NodeView view, IReadOnlyList<NodeView> all)
    {
        if (TaintRefusal(pod, view.Node) is { } tainted)
        {
            return [tainted];
        }

        if (!NodeAffinity.Matches(pod, view.Node))
        {
            return [AffinityRefused];
        }

        if (HostPorts(pod).Intersect(view.Pods.SelectMany(HostPorts)).Any())
        {
            return [PortsRefused];
        }

        var missing = PodRequests.Missing(pod, view).ToList();
        return missing.Count > 0 ? missing
            : TopologySpread.Refusal(pod, view, all) is { } skewed ? [skewed]
            : PodAffinity.Refusal(pod, view, all) is { } unwanted ? [unwanted]
            : [];
    }

    /// <summary>Whether the refusal stays whatever pods leave the node.</summary>
    public static bool IsFinal(string refusal) =>
        refusal is AffinityRefused or UnschedulableRefused or PodAffinity.AffinityRefused or TopologySpread.MissingLabel || refusal.StartsWith("node(s) had untolerated taint", StringComparison.Ordinal);

    /// <summary>How many taints would rather have the pod elsewhere.</summary>
    public static int Dislikes(V1Pod pod, V1Node node) => (node.Spec?.Taints ?? []).Count(taint => taint.Effect == "PreferNoSchedule" && !Tolerates(pod, taint));

    public static bool Tolerates(V1Pod pod, V1Taint taint) => Tolerations(pod, taint).Any();

    /// <summary>The tolerations that cover a taint.</summary>
    public static IEnumerable<V1Toleration> Tolerations(V1Pod pod, V1Taint taint) => (pod.Spec.Tolerations ?? []).Where(toleration =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.OperatorProperty == "Exists" : toleration.Key == taint.Key)
        && (toleration.OperatorProperty == "Exists" || (toleration.Value ?? string.Empty) == (taint.Value ?? string.Empty)));

    private static string? TaintRefusal(V1Pod pod, V1Node node)
    {
        if (node.Spec?.Unschedulable == true && !Tolerates(pod, NodeTaints.Unschedulable))
        {
            return UnschedulableRefused;
        }

        var taint = (node.Spec?.Taints ?? []).FirstOrDefault(taint => taint.Effect is "NoSchedule" or "NoExecute" && taint.Key != NodeTaints.Unschedulable.Key && !Tolerates(pod, taint));

        // A node that has gone can run nothing, whatever a pod tolerates.
        return taint is not null ? $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}"
            : NodeChoice.IsReady(node) ? null
            : $"node(s) had untolerated taint {{{NodeTaints.UnreachableKey}: }}";
    }

    private static IEnumerable<(string Address, string Protocol, int Port)> HostPorts(V1Pod pod) =>
        from container in pod.Spec.Containers ?? []
        from port in container.Ports ?? []
        where port.HostPort > 0
        select (port.HostIP ?? string.Empty, port.Protocol ?? "TCP", port.HostPort ?? 0);
}
