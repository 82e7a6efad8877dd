using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>How a Deployment's replica sets follow its scale, apart from any rollout.</summary>
internal static class DeploymentScaling
{
    /// <summary>Whether the Deployment has been scaled since its replica sets were given their pods.</summary>
    public static bool IsNeeded(V1Deployment deployment, IReadOnlyList<V1ReplicaSet> sets) => sets.Any(set => RevisionAnnotations.IsScaled(deployment.Spec, set));

    /// <summary>The sizes, by name: a single replica set follows the scale, several that are in a rollout share it.</summary>
    public static Dictionary<string, int> Decide(V1DeploymentSpec spec, RolloutScale? newest, IReadOnlyList<RolloutScale> older)
    {
        var replicas = spec.Replicas ?? 1;
        List<RolloutScale> all = newest is null ? [.. older] : [.. older, newest];
        var active = all.Where(scale => scale.Replicas > 0).ToList();
        if (active.Count <= 1)
        {
            return (active.FirstOrDefault() ?? newest ?? all.LastOrDefault()) is { } only ? new() { [only.Name] = replicas } : [];
        }

        if (newest is not null && newest.Replicas == replicas && newest.Available == replicas)
        {
            return older.Where(scale => scale.Replicas > 0).ToDictionary(scale => scale.Name, _ => 0);
        }

        return RolloutPlan.IsRolling(spec) ? ProportionalScaling.Decide(replicas, RolloutPlan.Limits(spec).Surge, active) : [];
    }
}
