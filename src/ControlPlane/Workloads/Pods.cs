using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>What the status of a pod says.</summary>
internal static class Pods
{
    public static V1PodCondition? Condition(this V1Pod pod, string type) => pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    public static bool IsReady(this V1Pod pod) => pod.Condition("Ready")?.Status == "True" && pod.Metadata.DeletionTimestamp is null;

    /// <summary>Whether the pod runs or may yet run.</summary>
    public static bool IsActive(this V1Pod pod) => pod.Status?.Phase is not ("Succeeded" or "Failed") && pod.Metadata.DeletionTimestamp is null;

    public static bool IsAvailable(this V1Pod pod, int minReadySeconds, DateTime now) =>
        pod.IsReady() && (minReadySeconds == 0 || ReadySince(pod) + TimeSpan.FromSeconds(minReadySeconds) <= now);

    /// <summary>The pods a smaller scale gives up first: unbound, then not ready, then the youngest.</summary>
    public static IEnumerable<V1Pod> InDeletionOrder(IEnumerable<V1Pod> pods) =>
        from pod in pods
        orderby pod.Spec?.NodeName is { Length: > 0 }, pod.IsReady(), pod.Metadata.CreationTimestamp descending, pod.Metadata.Name
        select pod;

    public static int Priority(this V1Pod pod) => pod.Spec?.Priority ?? 0;

    /// <summary>The names of the claims that the pod mounts.</summary>
    public static IEnumerable<string> Claims(this V1Pod pod) =>
        (pod.Spec?.Volumes ?? []).Select(volume => volume.PersistentVolumeClaim?.ClaimName).OfType<string>();

    private static DateTime ReadySince(V1Pod pod) => pod.Condition("Ready")?.LastTransitionTime ?? DateTime.MaxValue.AddDays(-1);
}
