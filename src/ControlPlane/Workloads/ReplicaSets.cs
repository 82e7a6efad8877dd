using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>What the status of a replica set says.</summary>
internal static class ReplicaSets
{
    public const string Failure = "ReplicaFailure";

    /// <summary>The condition that says why pods cannot be made or taken away; nothing where they can.</summary>
    public static V1ReplicaSetCondition? ReplicaFailure(this V1ReplicaSet set) => set.Status?.Conditions?.FirstOrDefault(condition => condition.Type == Failure);
}
