using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Chooses the node for a pod: of those that fit, the one it prefers, and of equals the one with the fewest pods.</summary>
internal static class NodeChoice
{
    private const string NoNodes = "no nodes available to schedule pods";

    /// <summary>Why no node will do, whatever becomes of the others' pods.</summary>
    public static string Blocked(int nodes, string problem) => nodes == 0
        ? NoNodes
        : $"0/{nodes} nodes are available: {problem}. preemption: 0/{nodes} nodes are available: {nodes} Preemption is not helpful for scheduling.";

    /// <summary>Returns the node's name, or null and why none fits; without an outcome of its own, preemption is what the refusals say of it.</summary>
    public static (string? Node, string Reason) Decide(V1Pod pod, IReadOnlyList<NodeView> nodes, string? preemption = null)
    {
        var refusals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var final = 0;
        var fitting = new List<NodeView>();
        foreach (var view in nodes)
        {
            var reasons = NodeFit.Refusals(pod, view, nodes);
            foreach (var reason in reasons)
            {
                refusals[reason] = refusals.GetValueOrDefault(reason) + 1;
            }

            final += reasons.Any(NodeFit.IsFinal) ? 1 : 0;
            if (reasons.Count == 0)
            {
                fitting.Add(view);
            }
        }

        return fitting.Count > 0 ? (Best(pod, fitting, nodes), string.Empty) : (null, Explain(nodes.Count, final, refusals, preemption));
    }

    public static bool IsReady(V1Node node) => node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static string Best(V1Pod pod, List<NodeView> fitting, IReadOnlyList<NodeView> all) => fitting
        .OrderBy(view => NodeFit.Dislikes(pod, view.Node))
        .ThenByDescending(view => NodeAffinity.Preference(pod, view.Node) + PodAffinity.Preference(pod, view, all))
        .ThenBy(view => view.Pods.Count(other => other.IsActive()))
        .ThenBy(view => view.Name, StringComparer.Ordinal)
        .First()
        .Name;

    private static string Explain(int nodes, int final, SortedDictionary<string, int> refusals, string? preemption)
    {
        if (nodes == 0)
        {
            return NoNodes;
        }

        var reasons = refusals.Select(pair => $"{pair.Value} {pair.Key}").Order(StringComparer.Ordinal);
        var text = $"0/{nodes} nodes are available: {string.Join(", ", reasons)}.";
        preemption ??= Unhelpful(nodes, final);
        return preemption.Length == 0 ? text : $"{text} preemption: {preemption}";
    }

    private static string Unhelpful(int nodes, int final)
    {
        List<string> reasons = [];
        if (final < nodes)
        {
            reasons.Add($"{nodes - final} No preemption victims found for incoming pod");
        }

        if (final > 0)
        {
            reasons.Add($"{final} Preemption is not helpful for scheduling");
        }

        return $"0/{nodes} nodes are available: {string.Join(", ", reasons)}.";
    }
}
