using k8s.Models;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Says how far loading the newest revision's model is.</summary>
internal static class ModelProgress
{
    public static ModelStatus Invalid(RuntimeRefusal refusal, DateTime now) => new()
    {
        TransitionStatus = "InvalidSpec",
        States = new ModelStates { ActiveModelState = string.Empty, TargetModelState = "FailedToLoad" },
        LastFailureInfo = new FailureInfo { Reason = refusal.Reason, Message = refusal.Message, Time = now },
    };

    public static ModelStatus Judge(RolloutState state, IReadOnlyList<V1Pod> pods, ModelStatus? before, DateTime now)
    {
        var ready = pods.Count(pod => pod.IsReady());
        var active = state.LatestReady.Length > 0 ? "Loaded" : string.Empty;
        if (state.LatestReady == state.LatestCreated && state.LatestReady.Length > 0 && ready > 0)
        {
            return new ModelStatus
            {
                TransitionStatus = "UpToDate",
                States = new ModelStates { ActiveModelState = "Loaded", TargetModelState = "Loaded" },
                Copies = new ModelCopies { FailedCopies = 0, TotalCopies = ready },
            };
        }

        if (PodTrouble.Of(pods) is { IsFailure: true } trouble)
        {
            return Failed(state, active, trouble, pods, before, now);
        }

        return new ModelStatus
        {
            TransitionStatus = "InProgress",
            States = new ModelStates { ActiveModelState = active, TargetModelState = pods.Any(IsLoading) ? "Loading" : "Pending" },
            Copies = new ModelCopies { FailedCopies = 0, TotalCopies = ready },
        };
    }

    private static ModelStatus Failed(RolloutState state, string active, PodTrouble trouble, IReadOnlyList<V1Pod> pods, ModelStatus? before, DateTime now)
    {
        var info = new FailureInfo
        {
            Location = trouble.Pod,
            Reason = trouble.IsImage ? "RuntimeUnhealthy" : "ModelLoadFailed",
            Message = trouble.Message,
            ModelRevisionName = state.LatestCreated,
            ExitCode = trouble.ExitCode,
        };
        var known = before?.LastFailureInfo;
        info.Time = known is not null && known with { Time = null } == info ? known.Time : now;
        return new ModelStatus
        {
            TransitionStatus = "BlockedByFailedLoad",
            States = new ModelStates { ActiveModelState = active, TargetModelState = "FailedToLoad" },
            Copies = new ModelCopies { FailedCopies = pods.Count(pod => PodTrouble.Of([pod]) is { IsFailure: true }), TotalCopies = pods.Count },
            LastFailureInfo = info,
        };
    }

    private static bool IsLoading(V1Pod pod) =>
        pod.Status?.InitContainerStatuses?.Any(status => status.State?.Running is not null) == true
        || pod.Status?.ContainerStatuses?.Any(status => status.State?.Running is not null) == true;
}
