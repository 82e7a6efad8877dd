using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Whom a pod that fits nowhere may drive out: on one node, as few and as unimportant pods as make room for it.</summary>
internal static class Preemption
{
    /// <summary>Why a pod may not drive out others, in the scheduler's words; nothing if it may.</summary>
    public static string? Refusal(V1Pod pod, IReadOnlyList<NodeView> nodes)
    {
        if (pod.Spec.PreemptionPolicy == "Never")
        {
            return "not eligible due to preemptionPolicy=Never.";
        }

        // Those whom it has driven out may still be ending.
        var nominated = nodes.FirstOrDefault(view => view.Name == pod.Status?.NominatedNodeName);
        return nominated?.Pods.Any(other => other.Metadata.DeletionTimestamp is not null && other.Priority() < pod.Priority()) == true
            ? "not eligible due to a terminating pod on the nominated node."
            : null;
    }

    /// <summary>The node where the least is lost and who has to leave it; nothing where that helps nowhere.</summary>
    public static (NodeView Node, IReadOnlyList<V1Pod> Victims)? Decide(V1Pod pod, IReadOnlyList<NodeView> nodes)
    {
        var candidates =
            from view in nodes
            where !NodeFit.Refusals(pod, view, nodes).Any(NodeFit.IsFinal)
            let victims = Victims(pod, view, nodes)
            where victims.Count > 0
            orderby victims.Max(victim => victim.Priority()), victims.Sum(victim => (long)victim.Priority()), victims.Count
            select (view, victims);
        return candidates.Select(candidate => ((NodeView, IReadOnlyList<V1Pod>)?)candidate).FirstOrDefault();
    }

    /// <summary>All less important pods leave, and then as many come back as there is room for, the most important and oldest first.</summary>
    private static List<V1Pod> Victims(V1Pod pod, NodeView view, IReadOnlyList<NodeView> nodes)
    {
        var (lower, kept) = (view.Pods.Where(IsLower).ToList(), view.Pods.Where(other => !IsLower(other)).ToList());
        if (lower.Count == 0 || !Fits(kept))
        {
            return [];
        }

        List<V1Pod> victims = [];
        foreach (var other in lower.OrderByDescending(other => other.Priority()).ThenBy(other => other.Status?.StartTime))
        {
            kept.Add(other);
            if (!Fits(kept))
            {
                kept.Remove(other);
                victims.Add(other);
            }
        }

        return victims;

        bool IsLower(V1Pod other) => other.Priority() < pod.Priority();

        bool Fits(IReadOnlyList<V1Pod> left)
        {
            var then = view with { Pods = [.. left] };
            return NodeFit.Refusals(pod, then, [.. nodes.Select(other => other == view ? then : other)]).Count == 0;
        }
    }
}
