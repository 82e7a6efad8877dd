using k8s.Models;

namespace ModelServing.ControlPlane.KServe;

/// <summary>What keeps a pod from serving, taken from its conditions and its containers' states.</summary>
internal sealed record PodTrouble(string Pod, string Container, string Reason, string Message, bool IsFailure, int? ExitCode)
{
    private static readonly string[] FailureReasons = ["CrashLoopBackOff", "Error", "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CreateContainerConfigError"];

    /// <summary>Gets a value that says whether the image, not the model, is the trouble.</summary>
    public bool IsImage => Reason is "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName";

    /// <summary>The worst trouble of the pods, or null.</summary>
    public static PodTrouble? Of(IEnumerable<V1Pod> pods) => pods
        .SelectMany(All)
        .OrderByDescending(trouble => trouble.IsFailure)
        .ThenBy(trouble => trouble.Pod, StringComparer.Ordinal)
        .FirstOrDefault();

    private static IEnumerable<PodTrouble> All(V1Pod pod)
    {
        foreach (var status in (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []))
        {
            if (Of(pod.Metadata.Name, status) is { } trouble)
            {
                yield return trouble;
            }
        }

        if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
        {
            yield return new PodTrouble(pod.Metadata.Name, string.Empty, unscheduled.Reason ?? "Unschedulable", unscheduled.Message ?? string.Empty, false, null);
        }
    }

    private static PodTrouble? Of(string pod, V1ContainerStatus status)
    {
        var ended = status.State?.Terminated is { ExitCode: not 0 } now ? now : null;
        if (ended is not null)
        {
            return new PodTrouble(pod, status.Name, ended.Reason ?? "Error", ended.Message ?? $"exit code {ended.ExitCode}", true, ended.ExitCode);
        }

        if (status.State?.Waiting is not { Reason: not null } waiting || !FailureReasons.Contains(waiting.Reason))
        {
            return null;
        }

        var last = status.LastState?.Terminated;

        // The wait is no reason: what the last run said is.
        var said = waiting.Reason == "CrashLoopBackOff" && last?.Message is { Length: > 0 } why ? why : waiting.Message;
        var message = said is { Length: > 0 } text ? text : last?.Message ?? waiting.Reason;
        return new PodTrouble(pod, status.Name, waiting.Reason, message, true, last?.ExitCode);
    }
}
