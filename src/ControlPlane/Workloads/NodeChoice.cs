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
            if (NodeFit.Refusal(pod, node, podsByNode.GetValueOrDefault(node.Metadata.Name)) is { } refusal)
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

    private static string Explain(int nodes, SortedDictionary<string, int> refusals)
    {
        if (nodes == 0)
        {
            return "no nodes available to schedule pods";
        }

        var full = refusals.GetValueOrDefault(NodeFit.TooManyPods);
        List<string> preemption = [];
        if (full > 0)
        {
            preemption.Add($"{full} No preemption victims found for incoming pod");
        }

        if (full < nodes)
        {
            preemption.Add($"{nodes - full} Preemption is not helpful for scheduling");
        }

        var reasons = refusals.Select(pair => $"{pair.Value} {pair.Key}").Order(StringComparer.Ordinal);
        return $"0/{nodes} nodes are available: {string.Join(", ", reasons)}. preemption: 0/{nodes} nodes are available: {string.Join(", ", preemption)}.";
    }
}
