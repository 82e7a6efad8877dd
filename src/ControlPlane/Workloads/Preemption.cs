using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Whom a pod that fits nowhere may drive out: on one node, as few and as unimportant pods as make room for it, and rather those whose disruption budgets allow it.</summary>
internal static class Preemption
{
    /// <summary>Makes every victim count, whatever its priority.</summary>
    private const long Weight = int.MaxValue + 1L;

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
    public static (NodeView Node, IReadOnlyList<V1Pod> Victims)? Decide(V1Pod pod, IReadOnlyList<NodeView> nodes, IReadOnlyList<V1PodDisruptionBudget> budgets)
    {
        var candidates =
            from view in nodes
            where !NodeFit.Refusals(pod, view, nodes).Any(NodeFit.IsFinal)
            let found = Victims(pod, view, nodes, budgets)
            let victims = found.Victims
            where victims.Count > 0
            let highest = victims.Max(victim => victim.Priority())
            orderby found.Violations, highest, victims.Sum(victim => Weight + victim.Priority()), victims.Where(victim => victim.Priority() == highest).Min(Start) descending
            select (view, victims);
        return candidates.Select(candidate => ((NodeView, IReadOnlyList<V1Pod>)?)candidate).FirstOrDefault();
    }

    /// <summary>All less important pods leave, and then as many come back as there is room for: those whose budgets do not allow their loss first, and of them the most important and oldest.</summary>
    private static (List<V1Pod> Victims, int Violations) Victims(V1Pod pod, NodeView view, IReadOnlyList<NodeView> nodes, IReadOnlyList<V1PodDisruptionBudget> budgets)
    {
        var (lower, kept) = (view.Pods.Where(IsLower).ToList(), view.Pods.Where(other => !IsLower(other)).ToList());
        if (lower.Count == 0 || !Fits(kept))
        {
            return ([], 0);
        }

        List<V1Pod> victims = [];
        var violates = SpareDisruptions.Violates(lower.OrderByDescending(other => other.Priority()).ThenBy(Start), budgets);
        foreach (var other in violates[true].Concat(violates[false]))
        {
            kept.Add(other);
            if (!Fits(kept))
            {
                kept.Remove(other);
                victims.Add(other);
            }
        }

        return (victims, violates[true].Intersect(victims).Count());

        bool IsLower(V1Pod other) => other.Priority() < pod.Priority();

        bool Fits(IReadOnlyList<V1Pod> left)
        {
            var then = view with { Pods = [.. left] };
            return NodeFit.Refusals(pod, then, [.. nodes.Select(other => other == view ? then : other)]).Count == 0;
        }
    }

    /// <summary>A pod that has not started is as young as any.</summary>
    private static DateTime Start(V1Pod pod) => pod.Status?.StartTime ?? DateTime.MaxValue;
}
