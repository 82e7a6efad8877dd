using ModelServing.ExperimentApi.States;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ExperimentApi.Platforms;

/// <summary>Reads an InferenceService's status as an experiment needs it.</summary>
internal sealed class KServeObservation(ExperimentSnapshot snapshot, InferenceService service, ComponentStatus component, string storageUri)
{
    private const string True = "True";

    public bool IsReady =>
        service.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: True }) == true
        && (service.Status.ObservedGeneration is not { } observed || observed >= (service.Metadata.Generation ?? 0))
        && component.LatestReadyRevision == component.LatestCreatedRevision;

    /// <summary>Gets the revision with the treatment's model, once it serves.</summary>
    public string? TreatmentRevision =>
        storageUri == snapshot.Definition.Treatment.ModelUri && component.LatestReadyRevision is { } latest
        && latest == component.LatestCreatedRevision && latest != snapshot.ControlBackend ? latest : null;

    public int? TreatmentWeight
    {
        get
        {
            var treatment = snapshot.TreatmentBackend ?? TreatmentRevision;
            var weights = Weights();
            var ofBoth = weights.GetValueOrDefault(treatment ?? "") + weights.GetValueOrDefault(snapshot.ControlBackend ?? "");
            return treatment is null || ofBoth != 100 ? null : weights.GetValueOrDefault(treatment);
        }
    }

    public bool IsPromoted =>
        IsReady && storageUri == snapshot.Definition.Treatment.ModelUri
        && service.Spec?.Predictor?.CanaryTrafficPercent is null or 100
        && Weights().GetValueOrDefault(component.LatestReadyRevision ?? "") == 100;

    public string? Problem
    {
        get
        {
            if (snapshot.State == ExperimentState.Validating)
            {
                return component.LatestRolledoutRevision is null ? "the InferenceService has not been rolled out yet: its first revision would get all the traffic"
                    : Weights().GetValueOrDefault(component.LatestRolledoutRevision) != 100 ? "the InferenceService splits its traffic already: end that roll-out first"
                    : storageUri == snapshot.Definition.Treatment.ModelUri ? "the treatment's model is the one that serves already"
                    : null;
            }

            return service.Status?.ModelStatus is { LastFailureInfo: { } failure } && !IsReady ? failure.Message ?? failure.Reason : null;
        }
    }

    public bool IsRestored(string? savedUri, long? savedCanary) =>
        IsReady && storageUri == savedUri && service.Spec?.Predictor?.CanaryTrafficPercent == savedCanary
        && (savedCanary is not null || Weights().GetValueOrDefault(component.LatestReadyRevision ?? "") == 100);

    private Dictionary<string, int> Weights()
    {
        var weights = new Dictionary<string, int>();
        foreach (var target in component.Traffic ?? [])
        {
            var revision = target.RevisionName ?? (target.LatestRevision == true ? component.LatestReadyRevision : null) ?? "";
            weights[revision] = weights.GetValueOrDefault(revision) + (int)(target.Percent ?? 0);
        }

        return weights;
    }
}
