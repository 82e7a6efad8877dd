using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Puts what a reconciliation found into a service's status.</summary>
internal static class InferenceServiceStatusBuilder
{
    public static InferenceServiceStatus Build(InferenceService service, InferenceServiceView view, DateTime now)
    {
        var (name, ns) = (service.Metadata.Name, service.Metadata.NamespaceProperty);
        var conditions = Judge(service, view, now);
        var routed = view.Traffic.Count > 0 && !view.Stopped;
        return new InferenceServiceStatus
        {
            ObservedGeneration = service.Metadata.Generation,
            Conditions = conditions.ToList(),
            Url = routed ? KServeNames.Url(name, ns) : null,
            Address = routed ? new Addressable { Url = $"http://{KServeNames.ClusterHost(name, ns)}" } : null,
            DeploymentMode = "Knative",
            ClusterServingRuntimeName = view.Runtime,
            Components = new Dictionary<string, ComponentStatus> { ["predictor"] = Component(name, ns, view, routed) },
            ModelStatus = view.Refusal is { } refusal
                ? Keep(ModelProgress.Invalid(refusal, now), service.Status?.ModelStatus)
                : ModelProgress.Judge(view.State, view.Pods, service.Status?.ModelStatus, now),
        };
    }

    /// <summary>The present time is news only when something else is.</summary>
    private static ModelStatus Keep(ModelStatus status, ModelStatus? before)
    {
        if (status.LastFailureInfo is { } info && before?.LastFailureInfo is { } known && known with { Time = null } == info with { Time = null })
        {
            info.Time = known.Time;
        }

        return status;
    }

    private static ComponentStatus Component(string name, string ns, InferenceServiceView view, bool routed) => new()
    {
        LatestCreatedRevision = NullIfEmpty(view.State.LatestCreated),
        LatestReadyRevision = NullIfEmpty(view.State.LatestReady),
        LatestRolledoutRevision = NullIfEmpty(view.State.LatestRolledout),
        PreviousRolledoutRevision = NullIfEmpty(view.State.PreviousRolledout),
        Traffic = routed ? [.. view.Traffic] : null,
        Url = routed ? KServeNames.Url(KServeNames.Predictor(name), ns) : null,
        Address = routed ? new Addressable { Url = $"http://{KServeNames.ClusterHost(KServeNames.Predictor(name), ns)}" } : null,
    };

    private static Conditions Judge(InferenceService service, InferenceServiceView view, DateTime now)
    {
        var conditions = new Conditions(service.Status?.Conditions, now);
        conditions.Set("Stopped", view.Stopped, view.Stopped ? "Stopped" : null);
        if (view.Stopped)
        {
            foreach (var type in (string[])["PredictorReady", "IngressReady", "Ready"])
            {
                conditions.Set(type, false, "Stopped", "InferenceService is stopped");
            }

            return conditions;
        }

        conditions.Set("PredictorConfigurationReady", Configuration(view));
        conditions.Set("PredictorRouteReady", view.Routed ? true : null, view.Routed ? null : "RevisionMissing", view.Routed ? null : "No ready revision receives traffic yet");
        conditions.Set("PredictorReady", conditions.IsTrue("PredictorConfigurationReady") ? conditions["PredictorRouteReady"] : conditions["PredictorConfigurationReady"]);
        conditions.Set("LatestDeploymentReady", conditions["PredictorConfigurationReady"]);
        conditions.Set("RoutesReady", conditions["PredictorRouteReady"]);
        conditions.Set("IngressReady", view.Routed, view.Routed ? null : "Predictor ingress not created");
        JudgeOthers(service, conditions);
        conditions.Set("Ready", Overall(conditions));
        return conditions;
    }

    /// <summary>Transformers and explainers are stored but not run.</summary>
    private static void JudgeOthers(InferenceService service, Conditions conditions)
    {
        foreach (var (component, type) in ((ComponentSpec?, string)[])[(service.Spec?.Transformer, "Transformer"), (service.Spec?.Explainer, "Explainer")])
        {
            if (component is not null)
            {
                conditions.Set($"{type}Ready", false, "NotSupported", $"{type}s are not run here; requests go straight to the predictor");
            }
        }
    }

    private static StatusCondition Configuration(InferenceServiceView view)
    {
        if (view.Refusal is { } refusal)
        {
            return new StatusCondition { Status = "False", Reason = refusal.Reason, Message = refusal.Message };
        }

        var ready = view.Newest?.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        return ready is null
            ? new StatusCondition { Status = "Unknown" }
            : new StatusCondition { Status = ready.Status, Reason = ready.Reason, Message = Explain(view, ready) };
    }

    private static string? Explain(InferenceServiceView view, StatusCondition ready) => ready.Status == "True" || ready.Message is null
        ? ready.Message
        : $"Revision \"{view.Newest?.Metadata.Name}\" is not ready: {ready.Message}";

    private static StatusCondition Overall(Conditions conditions)
    {
        string[] parts = ["PredictorReady", "TransformerReady", "ExplainerReady", "IngressReady"];
        var present = parts.Where(conditions.Has).Select(type => conditions[type]).ToList();
        var bad = present.Find(condition => condition.Status == "False" && condition.Type != "IngressReady")
            ?? present.Find(condition => condition.Status != "True");
        return bad is null ? new StatusCondition { Status = "True" } : new StatusCondition { Status = bad.Status, Reason = bad.Reason, Message = bad.Message };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
