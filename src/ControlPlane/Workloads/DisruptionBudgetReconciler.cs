using System.Collections.Concurrent;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>PodDisruptionBudget → its status: how many of its pods may be evicted.</summary>
internal sealed class DisruptionBudgetReconciler(ICluster cluster, TimeProvider timeProvider) : IReconciler
{
    private readonly ConcurrentDictionary<ObjectKey, V1PodDisruptionBudget> _budgets = new();

    public IEnumerable<Trigger> Triggers => [Trigger.On<V1PodDisruptionBudget>(OnBudget), Trigger.On<V1Pod>(OnPod)];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await cluster.FindAsync<V1PodDisruptionBudget>(key.Name, key.Namespace, cancellationToken) is not { } budget)
        {
            return null;
        }

        var status = await DisruptionBudgets.JudgeAsync(cluster, budget, cancellationToken);
        var text = status.DisruptionsAllowed > 0 ? "True" : "False";
        var before = budget.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "DisruptionAllowed");
        status.Conditions =
        [
            new V1Condition
            {
                Type = "DisruptionAllowed",
                Status = text,
                Reason = status.DisruptionsAllowed > 0 ? "SufficientPods" : "InsufficientPods",
                Message = string.Empty,
                ObservedGeneration = budget.Metadata.Generation,
                LastTransitionTime = before?.Status == text ? before.LastTransitionTime : timeProvider.Now(),
            },
        ];
        await cluster.WriteStatusAsync(budget, status, cancellationToken);
        return null;
    }

    private IEnumerable<ObjectKey> OnBudget(ResourceEvent<V1PodDisruptionBudget> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is ResourceEventType.Deleted)
        {
            _budgets.TryRemove(key, out _);
            return [];
        }

        _budgets[key] = change.Resource;
        return [key];
    }

    private IEnumerable<ObjectKey> OnPod(ResourceEvent<V1Pod> change) =>
        from pair in _budgets
        where DisruptionBudgets.Covers(pair.Value, change.Resource)
        select pair.Key;
}
