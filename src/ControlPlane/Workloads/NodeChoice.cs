using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Chooses the node for a pod: of those that fit, the one with the fewest pods.</summary>
internal static class NodeChoice
{
    /// <summary>Returns the node's name, or null and why none fits.</summary>
    public static (string? Node, string Reason) Decide(V1Pod pod, IReadOnlyList<V1Node> nodes, IReadOnlyDictionary<string, int> podsByNode)
    {
        var refusals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var fitting = new List<string>();
        foreach (var node in nodes)
        {
            if (Refusal(pod, node, podsByNode.GetValueOrDefault(node.Metadata.Name)) is { } refusal)
            {
                refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
            }
            else
            {
                fitting.Add(node.Metadata.Name);
            }
        }

        return fitting.Count > 0
            ? (fitting.OrderBy(name => podsByNode.GetValueOrDefault(name)).ThenBy(name => name, StringComparer.Ordinal).First(), string.Empty)
            : (null, Explain(nodes.Count, refusals));
    }

    public static bool IsReady(V1Node node) => node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static string Explain(int nodes, SortedDictionary<string, int> refusals) => nodes == 0
        ? "0/0 nodes are available: no node has joined the cluster."
        : $"0/{nodes} nodes are available: {string.Join(", ", refusals.Select(pair => $"{pair.Value} {pair.Key}"))}.";

    private static string? Refusal(V1Pod pod, V1Node node, int pods)
    {
        if (!IsReady(node))
        {
            return "node(s) were not ready";
        }

        if (node.Spec?.Unschedulable == true)
        {
            return "node(s) were unschedulable";
        }

        if (pod.Spec.NodeSelector is { Count: > 0 } selector && !Reconciliation.Resources.Matches(selector, node.Metadata.Labels))
        {
            return "node(s) didn't match Pod's node affinity/selector";
        }

        return node.Status?.Capacity is { } capacity && capacity.TryGetValue("pods", out var limit) && pods >= limit.ToInt64() ? "Too many pods" : null;
    }
}
