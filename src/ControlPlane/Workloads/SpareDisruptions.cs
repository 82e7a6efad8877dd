using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Which of some pods could be driven out without breaking their disruption budgets.</summary>
internal static class SpareDisruptions
{
    /// <summary>Tells the pods whose loss would break a budget from the others, counting those before them as lost.</summary>
    public static ILookup<bool, V1Pod> Violates(IEnumerable<V1Pod> pods, IReadOnlyList<V1PodDisruptionBudget> budgets)
    {
        var left = budgets.Select(budget => budget.Status?.DisruptionsAllowed ?? 0).ToArray();
        return pods.ToLookup(Breaks);

        bool Breaks(V1Pod pod)
        {
            // Every budget of the pod is drawn on, also where one is used up.
            var breaks = false;
            for (var i = 0; i < left.Length; i++)
            {
                breaks |= IsOf(budgets[i], pod) && --left[i] < 0;
            }

            return breaks;
        }
    }

    /// <summary>To the scheduler, a budget that selects everything selects nothing; what is being evicted is counted already.</summary>
    private static bool IsOf(V1PodDisruptionBudget budget, V1Pod pod) =>
        budget.Spec?.Selector is { } selector && (selector.MatchLabels is { Count: > 0 } || selector.MatchExpressions is { Count: > 0 })
        && DisruptionBudgets.Covers(budget, pod)
        && budget.Status?.DisruptedPods?.ContainsKey(pod.Metadata.Name) != true;
}
