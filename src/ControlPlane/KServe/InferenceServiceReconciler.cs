using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>InferenceService → revisions, their shares of the traffic, routes and status.</summary>
internal sealed class InferenceServiceReconciler(ICluster cluster, RevisionKeeper revisions, EventRecorder events, TimeProvider timeProvider) : IReconciler
{
    private const string Component = "v1beta1Controllers";

    public IEnumerable<Trigger> Triggers =>
    [
        Trigger.Self<InferenceService>(),
        Trigger.OwnedBy<Revision>(InferenceService.KubeKind),
        Trigger.OwnedBy<VirtualService>(InferenceService.KubeKind),
        Trigger.Labelled<V1Pod>(KServeNames.ServiceLabel),
    ];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var service = await cluster.FindAsync<InferenceService>(key.Name, key.Namespace, cancellationToken);
        if (service is null || service.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var view = KServeNames.IsStopped(service) ? await StopAsync(service, cancellationToken) : await RunAsync(service, cancellationToken);
        var status = InferenceServiceStatusBuilder.Build(service, view, timeProvider.GetUtcNow().UtcDateTime);
        if (await cluster.WriteStatusAsync(service, status, cancellationToken))
        {
            await TellAsync(service, status, cancellationToken);
        }

        return null;
    }

    private async Task<InferenceServiceView> StopAsync(InferenceService service, CancellationToken cancellationToken)
    {
        await revisions.DeleteAllAsync(service, cancellationToken);
        await cluster.DeleteAsync<VirtualService>(service.Metadata.Name, service.Metadata.NamespaceProperty, cancellationToken);
        return new InferenceServiceView { State = new(string.Empty, string.Empty, string.Empty, string.Empty), Traffic = [], Stopped = true };
    }

    private async Task<InferenceServiceView> RunAsync(InferenceService stored, CancellationToken cancellationToken)
    {
        var service = InferenceServiceDefaulter.Default(stored);
        var known = await revisions.ListAsync(service, cancellationToken);
        ServingRuntime? runtime = null;
        RuntimeRefusal? refusal = null;
        if (service.Spec?.Predictor?.Model is not { } model || RuntimeSelection.TrySelect(model, ServingRuntimes.Default, out runtime, out refusal))
        {
            var spec = PredictorTemplate.Build(service, runtime);
            refusal = PredictorTemplate.DuplicateMount(spec) is { } duplicate ? new RuntimeRefusal("RevisionFailed", duplicate) : null;
            if (refusal is null)
            {
                known = await revisions.EnsureNewestAsync(service, spec, known, cancellationToken);
            }
        }

        var view = View(service, known) with { Runtime = runtime?.Name, Refusal = refusal };
        return await RouteAsync(service, known, view, cancellationToken);
    }

    private static InferenceServiceView View(InferenceService service, IReadOnlyList<Revision> known)
    {
        var before = service.Status?.Components?.TryGetValue("predictor", out var component) == true ? component : null;
        var remembered = KServeNames.RevisionNumber(before?.LatestReadyRevision);
        var ready = known.LastOrDefault(revision => RevisionReadiness.IsReady(revision) && KServeNames.RevisionNumber(revision.Metadata.Name) >= remembered)
            ?? known.FirstOrDefault(revision => revision.Metadata.Name == before?.LatestReadyRevision);
        var names = known.Select(revision => revision.Metadata.Name).ToHashSet();
        var state = new RolloutState(
            known.Count > 0 ? known[^1].Metadata.Name : string.Empty,
            ready?.Metadata.Name ?? string.Empty,
            Known(before?.LatestRolledoutRevision, names),
            Known(before?.PreviousRolledoutRevision, names));
        var tagLatest = service.GetAnnotation(KServeNames.TagRoutingAnnotation) == "true";
        var (settled, traffic) = CanaryTraffic.Settle(state, service.Spec?.Predictor?.CanaryTrafficPercent, tagLatest);
        return new InferenceServiceView { State = settled, Traffic = traffic, Newest = known.Count > 0 ? known[^1] : null };
    }

    private static string Known(string? revision, HashSet<string> names) => revision is not null && names.Contains(revision) ? revision : string.Empty;

    private async Task<InferenceServiceView> RouteAsync(
        InferenceService service,
        IReadOnlyList<Revision> known,
        InferenceServiceView view,
        CancellationToken cancellationToken)
    {
        var (name, ns) = (service.Metadata.Name, service.Metadata.NamespaceProperty);
        var wanted = InferenceServiceRoutes.Shares(view.Traffic).Select(share => share.Revision).ToHashSet();
        var present = await cluster.FindAsync<VirtualService>(name, ns, cancellationToken);

        // A revision that comes back from the reserve gets its share when its pods are up, not before.
        var serving = wanted.Count > 0 && known.Where(revision => wanted.Contains(revision.Metadata.Name)).All(RevisionReadiness.IsActive);
        if (serving || (present is null && wanted.Count > 0))
        {
            present = await cluster.ApplyAsync(InferenceServiceRoutes.Describe(service, view.Traffic), cancellationToken);
        }

        var used = wanted.Concat(InferenceServiceRoutes.Revisions(present)).Append(view.State.LatestCreated).ToHashSet();
        await revisions.KeepAsync(service, known, used, cancellationToken);
        var query = new ResourceQuery(ns, Resources.Selector(KServeNames.RevisionLabel, view.State.LatestCreated));
        var pods = view.State.LatestCreated.Length > 0 ? (await cluster.ListAsync<V1Pod>(query, cancellationToken)).Items : [];
        return view with { Routed = wanted.Count > 0 && wanted.SetEquals(InferenceServiceRoutes.Revisions(present)), Pods = pods };
    }

    private async Task TellAsync(InferenceService service, InferenceServiceStatus status, CancellationToken cancellationToken)
    {
        var before = service.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready")?.Status;
        var after = status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        if (after?.Status == "True" && before != "True")
        {
            var message = $"InferenceService [{service.Metadata.Name}] is Ready";
            await events.RecordAsync(service, EventRecorder.Normal, "InferenceServiceReady", message, Component, cancellationToken);
        }
        else if (after?.Status != "True" && before == "True")
        {
            var message = $"InferenceService [{service.Metadata.Name}] is no longer Ready because of: {after?.Message ?? after?.Reason}";
            await events.RecordAsync(service, EventRecorder.Warning, "InferenceServiceNotReady", message, Component, cancellationToken);
        }

        if (service.Status?.ObservedGeneration == status.ObservedGeneration)
        {
            return;
        }

        foreach (var lint in InferenceServiceLints.Find(service))
        {
            await events.RecordAsync(service, EventRecorder.Warning, "Lint", lint, Component, cancellationToken);
        }
    }
}
