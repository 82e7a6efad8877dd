using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Says how far a Deployment is, as <c>kubectl rollout status</c> and <c>kubectl wait</c> read it.</summary>
internal static class DeploymentStatusBuilder
{
    /// <summary>Why there is no progress where the new replica set cannot be made.</summary>
    public const string CreateError = "ReplicaSetCreateError";

    private const int DefaultProgressDeadline = 600;

    /// <summary>As <c>newest</c>, no replica set stands for one that is not made yet, or cannot be for the reason given.</summary>
    public static V1DeploymentStatus Build(V1Deployment deployment, V1ReplicaSet? newest, IReadOnlyList<V1ReplicaSet> all, DateTime now, string? refusal = null)
    {
        var ready = all.Sum(set => set.Status?.ReadyReplicas ?? 0);
        var available = all.Sum(set => set.Status?.AvailableReplicas ?? 0);
        var status = new V1DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = all.Sum(set => set.Status?.Replicas ?? 0),
            UpdatedReplicas = newest?.Status?.Replicas ?? 0,
            ReadyReplicas = ready,
            AvailableReplicas = available,
            CollisionCount = deployment.Status?.CollisionCount,
        };
        var missing = Math.Max(0, all.Sum(set => set.Spec.Replicas ?? 1) - available);
        status.UnavailableReplicas = missing > 0 ? missing : null;
        var progressing = refusal is not null && HasDeadline(deployment)
            ? Condition(deployment, "Progressing", false, CreateError, refusal, changed: false, now)
            : Progressing(deployment, newest, status, now);
        status.Conditions = [Available(deployment, available, now), progressing, .. Failure(newest, all)];
        return status;
    }

    /// <summary>When the rollout counts as stuck, or null when it is complete or never does.</summary>
    public static DateTime? Deadline(V1Deployment deployment, V1DeploymentStatus status)
    {
        var progressing = status.Conditions.First(condition => condition.Type == "Progressing");
        return progressing.Reason is "NewReplicaSetAvailable" or "ProgressDeadlineExceeded" or "DeploymentPaused" || !HasDeadline(deployment) || progressing.LastUpdateTime is not { } updated
            ? null
            : updated.AddSeconds(deployment.Spec.ProgressDeadlineSeconds ?? DefaultProgressDeadline);
    }

    /// <summary>The largest number stands for no deadline at all.</summary>
    private static bool HasDeadline(V1Deployment deployment) => deployment.Spec.ProgressDeadlineSeconds != int.MaxValue;

    /// <summary>What keeps the newest replica set from its pods, or else another one.</summary>
    private static IEnumerable<V1DeploymentCondition> Failure(V1ReplicaSet? newest, IReadOnlyList<V1ReplicaSet> all) =>
        from failure in new[] { newest?.ReplicaFailure() ?? all.Select(set => set.ReplicaFailure()).FirstOrDefault(failure => failure is not null) }
        where failure is not null
        select new V1DeploymentCondition
        {
            Type = failure.Type,
            Status = failure.Status,
            Reason = failure.Reason,
            Message = failure.Message,
            LastTransitionTime = failure.LastTransitionTime,
            LastUpdateTime = failure.LastTransitionTime,
        };

    private static V1DeploymentCondition Available(V1Deployment deployment, int available, DateTime now)
    {
        var replicas = deployment.Spec.Replicas ?? 1;
        var enough = available >= replicas - RolloutPlan.Limits(deployment.Spec).Unavailable;
        return Condition(
            deployment,
            "Available",
            enough,
            enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
            changed: false,
            now);
    }

    private static V1DeploymentCondition Progressing(V1Deployment deployment, V1ReplicaSet? newest, V1DeploymentStatus status, DateTime now)
    {
        var replicas = deployment.Spec.Replicas ?? 1;
        var name = newest is null ? $"Deployment \"{deployment.Metadata.Name}\"" : $"ReplicaSet \"{newest.Metadata.Name}\"";
        if (deployment.Spec.Paused == true)
        {
            return Condition(deployment, "Progressing", null, "DeploymentPaused", "Deployment is paused", false, now);
        }

        // What has been rolled out stays so, whatever becomes of its pods.
        var earlier = deployment.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Progressing");
        var complete = status.UpdatedReplicas == replicas && status.Replicas == replicas && status.AvailableReplicas >= replicas;
        if (complete || (earlier?.Reason == "NewReplicaSetAvailable" && newest is not null && status.Replicas == status.UpdatedReplicas))
        {
            return Condition(deployment, "Progressing", true, "NewReplicaSetAvailable", $"{name} has successfully progressed.", false, now);
        }

        var moved = Moved(deployment, status) || earlier?.Reason == "NewReplicaSetAvailable";
        var since = earlier?.LastUpdateTime ?? now;
        var deadline = TimeSpan.FromSeconds(deployment.Spec.ProgressDeadlineSeconds ?? DefaultProgressDeadline);
        if (!moved && HasDeadline(deployment) && (earlier?.Reason == "ProgressDeadlineExceeded" || now - since >= deadline))
        {
            return Condition(deployment, "Progressing", false, "ProgressDeadlineExceeded", $"{name} has timed out progressing.", false, now);
        }

        return Condition(deployment, "Progressing", true, "ReplicaSetUpdated", $"{name} is progressing.", moved, now);
    }

    private static bool Moved(V1Deployment deployment, V1DeploymentStatus status)
    {
        var before = deployment.Status;
        return before?.ObservedGeneration != deployment.Metadata.Generation
            || (before?.UpdatedReplicas ?? 0) != status.UpdatedReplicas
            || (before?.ReadyReplicas ?? 0) < status.ReadyReplicas
            || (before?.Replicas ?? 0) > status.Replicas;
    }

    private static V1DeploymentCondition Condition(
        V1Deployment deployment,
        string type,
        bool? holds,
        string reason,
        string message,
        bool changed,
        DateTime now)
    {
        var text = holds switch { true => "True", false => "False", null => "Unknown" };
        var earlier = deployment.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        var same = earlier?.Status == text;
        return new V1DeploymentCondition
        {
            Type = type,
            Status = text,
            Reason = reason,
            Message = message,
            LastTransitionTime = same ? earlier?.LastTransitionTime : now,
            LastUpdateTime = same && earlier?.Reason == reason && !changed ? earlier.LastUpdateTime : now,
        };
    }
}
