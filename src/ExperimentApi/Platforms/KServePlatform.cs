using System.Text.Json.Nodes;
using ModelServing.ExperimentApi.States;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ExperimentApi.Platforms;

/// <summary>An InferenceService as it is against the same with another model, by canaryTrafficPercent (Knative mode).</summary>
internal sealed class KServePlatform(ICluster cluster) : IServingPlatform
{
    private const string StorageUri = "storageUri";
    private const string Canary = "canaryTrafficPercent";
    private const string Section = "section";

    public async Task<TargetObservation> ObserveAsync(ExperimentSnapshot snapshot, CancellationToken cancellationToken)
    {
        var definition = snapshot.Definition;
        var service = await cluster.FindAsync<InferenceService>(definition.Target, definition.Namespace, cancellationToken);
        if (service is null)
        {
            return new() { Problem = snapshot.State == ExperimentState.Validating ? $"there is no InferenceService {definition.Target} in namespace {definition.Namespace}" : null };
        }

        var (section, model) = Model(service);
        if (model is null)
        {
            return new() { Exists = true, Problem = $"InferenceService {definition.Target} names no model with a storageUri: only those can be compared" };
        }

        var component = service.Status?.Components?.TryGetValue("predictor", out var found) == true ? found : new();
        var observation = new KServeObservation(snapshot, service, component, model.StorageUri ?? "");
        return new()
        {
            Exists = true,
            IsReady = observation.IsReady,
            ControlBackend = component.LatestRolledoutRevision,
            TreatmentBackend = observation.TreatmentRevision,
            TreatmentWeight = observation.TreatmentWeight,
            Managed = new JsonObject { [Section] = section, [StorageUri] = model.StorageUri, [Canary] = service.Spec?.Predictor?.CanaryTrafficPercent },
            IsPromoted = observation.IsPromoted,
            IsRestored = observation.IsRestored(snapshot.Saved?[StorageUri]?.GetValue<string>(), (long?)snapshot.Saved?[Canary]),
            Problem = observation.Problem,
        };
    }

    public Task ActAsync(ExperimentSnapshot snapshot, TargetObservation target, CancellationToken cancellationToken)
    {
        if (!target.Exists || target.Managed is not { } now || snapshot.Saved is not { } saved)
        {
            return Task.CompletedTask;
        }

        var treatment = snapshot.Definition.Treatment.ModelUri ?? "";
        if (snapshot.WantedWeight() is { } weight)
        {
            return PatchAsync(snapshot, now, treatment, weight, cancellationToken);
        }

        return snapshot.State switch
        {
            ExperimentState.Promoting => PatchAsync(snapshot, now, treatment, null, cancellationToken),
            ExperimentState.RollingBack => PutBackAsync(snapshot, target, now, saved, cancellationToken),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>First the control gets all the traffic, at once; then the saved model comes back.</summary>
    private Task PutBackAsync(ExperimentSnapshot snapshot, TargetObservation target, JsonObject now, JsonObject saved, CancellationToken cancellationToken) =>
        target.TreatmentWeight > 0
            ? PatchAsync(snapshot, now, snapshot.Definition.Treatment.ModelUri ?? "", 0, cancellationToken)
            : PatchAsync(snapshot, now, saved[StorageUri]?.GetValue<string>() ?? "", (long?)saved[Canary], cancellationToken);

    private async Task PatchAsync(ExperimentSnapshot snapshot, JsonObject now, string storageUri, long? canary, CancellationToken cancellationToken)
    {
        if (now[StorageUri]?.GetValue<string>() == storageUri && (long?)now[Canary] == canary)
        {
            return;
        }

        var patch = new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["predictor"] = new JsonObject
                {
                    [Canary] = canary,
                    [now[Section]?.GetValue<string>() ?? "model"] = new JsonObject { [StorageUri] = storageUri },
                },
            },
        };
        await cluster.PatchAsync<InferenceService>(snapshot.Definition.Target, snapshot.Definition.Namespace, patch, null, cancellationToken);
    }

    private static (string Section, PredictorModel? Model) Model(InferenceService service)
    {
        var predictor = service.Spec?.Predictor;
        (string, PredictorModel?)[] sections =
        [
            ("model", predictor?.Model), ("tensorflow", predictor?.Tensorflow), ("sklearn", predictor?.SKLearn), ("xgboost", predictor?.XGBoost),
            ("lightgbm", predictor?.LightGbm), ("onnx", predictor?.Onnx), ("pmml", predictor?.Pmml), ("triton", predictor?.Triton), ("pytorch", predictor?.PyTorch),
        ];
        return Array.Find(sections, section => section.Item2?.StorageUri is not null);
    }
}
