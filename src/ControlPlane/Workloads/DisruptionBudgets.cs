using System.Globalization;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>How many pods a disruption budget lets go at present.</summary>
internal static class DisruptionBudgets
{
    public static async Task<V1PodDisruptionBudgetStatus> JudgeAsync(ICluster cluster, V1PodDisruptionBudget budget, CancellationToken cancellationToken)
    {
        var list = await cluster.ListAsync<V1Pod>(new ResourceQuery(budget.Metadata.NamespaceProperty), cancellationToken);
        var pods = list.Items.Where(pod => Covers(budget, pod) && pod.Status?.Phase is not ("Succeeded" or "Failed")).ToList();
        return Judge(budget, pods, await ExpectedAsync(cluster, pods, cancellationToken));
    }

    public static bool Covers(V1PodDisruptionBudget budget, V1Pod pod) =>
        budget.Metadata.NamespaceProperty == pod.Metadata.NamespaceProperty && budget.Spec?.Selector.Matches(pod.Metadata.Labels) == true;

    public static V1PodDisruptionBudgetStatus Judge(V1PodDisruptionBudget budget, IReadOnlyList<V1Pod> pods, int expected)
    {
        var healthy = pods.Count(pod => pod.IsReady());
        var desired = budget.Spec.MaxUnavailable?.Value is { } most ? Math.Max(0, expected - Resolve(most, expected)) : Resolve(budget.Spec.MinAvailable?.Value ?? "1", expected);
        return new V1PodDisruptionBudgetStatus
        {
            ObservedGeneration = budget.Metadata.Generation,
            CurrentHealthy = healthy,
            DesiredHealthy = desired,
            ExpectedPods = expected,
            DisruptionsAllowed = expected > 0 ? Math.Max(0, healthy - desired) : 0,
        };
    }

    /// <summary>The pods that the pods' controllers want; those without one count as they are.</summary>
    private static async Task<int> ExpectedAsync(ICluster cluster, List<V1Pod> pods, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, int>();
        var alone = 0;
        foreach (var pod in pods)
        {
            var owner = pod.Metadata.OwnerReferences?.FirstOrDefault(reference => reference is { Controller: true, Kind: "ReplicaSet" });
            var set = owner is null ? null : await cluster.FindAsync<V1ReplicaSet>(owner.Name, pod.Metadata.NamespaceProperty, cancellationToken);
            var above = set?.Metadata.OwnerReferences?.FirstOrDefault(reference => reference is { Controller: true, Kind: "Deployment" });
            var deployment = above is null ? null : await cluster.FindAsync<V1Deployment>(above.Name, pod.Metadata.NamespaceProperty, cancellationToken);
            if (set is null)
            {
                alone++;
            }
            else
            {
                wanted[deployment?.Metadata.Uid ?? set.Metadata.Uid] = deployment?.Spec.Replicas ?? set.Spec.Replicas ?? 1;
            }
        }

        return alone + wanted.Values.Sum();
    }

    private static int Resolve(string value, int of) => value.EndsWith('%')
        ? (int)Math.Ceiling((double.TryParse(value.AsSpan(0, value.Length - 1), CultureInfo.InvariantCulture, out var share) ? share : 0) * of / 100)
        : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
