using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Why a pod cannot run on a node, in the scheduler's words; nothing if it can.</summary>
internal static class NodeFit
{
    public const string TooManyPods = "Too many pods";

    private const string UnreachableTaint = "node.kubernetes.io/unreachable";
    private const string UnschedulableTaint = "node.kubernetes.io/unschedulable";

    public static string? Refusal(V1Pod pod, V1Node node, int pods)
    {
        if (node.Spec?.Unschedulable == true && !Tolerates(pod, new V1Taint { Key = UnschedulableTaint, Effect = "NoSchedule" }))
        {
            return "node(s) were unschedulable";
        }

        var taint = (node.Spec?.Taints ?? []).FirstOrDefault(taint => taint.Effect is "NoSchedule" or "NoExecute" && taint.Key != UnschedulableTaint && !Tolerates(pod, taint));
        if (taint is not null)
        {
            return $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}";
        }

        // A node that has gone can run nothing, whatever a pod tolerates.
        if (!NodeChoice.IsReady(node))
        {
            return $"node(s) had untolerated taint {{{UnreachableTaint}: }}";
        }

        if (!NodeAffinity.Matches(pod, node))
        {
            return "node(s) didn't match Pod's node affinity/selector";
        }

        return node.Status?.Capacity is { } capacity && capacity.TryGetValue("pods", out var limit) && pods >= limit.ToInt64() ? TooManyPods : null;
    }

    public static bool Tolerates(V1Pod pod, V1Taint taint) => (pod.Spec.Tolerations ?? []).Any(toleration =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.OperatorProperty == "Exists" : toleration.Key == taint.Key)
        && (toleration.OperatorProperty == "Exists" || (toleration.Value ?? string.Empty) == (taint.Value ?? string.Empty)));
}
