using System.Text.RegularExpressions;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Refuses what KServe's validating webhook refuses, in its order and its words: the first failure only.</summary>
internal static partial class InferenceServiceValidator
{
    private const string NamePattern = "^[a-z]([-a-z0-9]*[a-z0-9])?$";
    private const string Webhook = "inferenceservice.kserve-webhook-server.validator";

    private static readonly string[] AutoscalerClasses = ["hpa", "external", "keda", "none"];
    private static readonly string[] LoggerModes = ["all", "request", "response"];

    /// <summary>The whole sentence of the API server's answer.</summary>
    public static string Denial(string message) => $"admission webhook \"{Webhook}\" denied the request: {message}";

    /// <summary>The webhook's message, or null when the service is accepted.</summary>
    public static string? Validate(InferenceService service, InferenceService? before)
    {
        if (service.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        return ModeChange(service, before)
            ?? Name(service.Metadata.Name)
            ?? AutoscalerClass(service)
            ?? Environment(service)
            ?? Predictor(service, service.Spec?.Predictor ?? new PredictorSpec()) // KServe's webhooks know no absent predictor, only an empty one
            ?? Component(service, service.Spec?.Transformer)
            ?? Component(service, service.Spec?.Explainer);
    }

    [GeneratedRegex(NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex NameRegex();

    private static string? ModeChange(InferenceService service, InferenceService? before)
    {
        var from = before?.Status?.DeploymentMode;
        var to = Mode(service) ?? from;
        return from is { Length: > 0 } && from != to ? $"update rejected: deploymentMode cannot be changed from '{from}' to '{to}'" : null;
    }

    private static string? Mode(InferenceService service) =>
        service.Metadata.Annotations?.TryGetValue(KServeNames.ModeAnnotation, out var mode) == true
            ? mode switch { "RawDeployment" => "Standard", "Serverless" => "Knative", _ => mode }
            : null;

    private static string? Name(string name) => NameRegex().IsMatch(name)
        ? null
        : $"the InferenceService \"{name}\" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-', and must start with"
            + $" alphabetical character. (e.g. \"my-name\" or \"abc-123\", regex used for validation is '{NamePattern}')";

    private static string? AutoscalerClass(InferenceService service) =>
        service.Metadata.Annotations?.TryGetValue("serving.kserve.io/autoscalerClass", out var kind) == true && !AutoscalerClasses.Contains(kind)
            ? $"[{kind}] is not a supported autoscaler class type"
            : null;

    private static string? Environment(InferenceService service)
    {
        var containers = PredictorImplementations.Containers(service.Spec?.Predictor)
            .Concat(service.Spec?.Transformer?.Containers ?? [])
            .Concat(service.Spec?.Explainer?.Containers ?? []);
        var bad = containers.FirstOrDefault(container => container.Env?.Any(variable => variable.Name == "PYTHONPATH") == true);
        return bad is null
            ? null
            : $"the InferenceService \"{service.Metadata.Name}\" is invalid: setting PYTHONPATH in container \"{bad.Name ?? KServeNames.Container}\" is not allowed for security reasons";
    }

    private static string? Predictor(InferenceService service, PredictorSpec predictor) =>
        CollocatedTransformer(predictor)
        ?? (PredictorImplementations.Models(predictor).Any(pair => !string.IsNullOrEmpty(pair.Model.Name)) ? "the 'name' field is not allowed in standard predictor" : null)
        ?? StorageUris(predictor)
        ?? (PredictorImplementations.Models(predictor).Any(pair => pair.Model.Confidential == true && string.IsNullOrEmpty(pair.Model.StorageUri))
            ? "confidential model serving requires storageUri to be set"
            : null)
        ?? PredictorImplementations.ExactlyOne(predictor)
        ?? Component(service, predictor)
        ?? Protocol(predictor);

    private static string? CollocatedTransformer(PredictorSpec predictor) =>
        predictor.Containers?.Any(container => container.Name == "transformer-container" && container.Env?.Any(variable => variable.Name == "STORAGE_URI") == true) == true
            ? "storage uri should not be specified in transformer container"
            : null;

    private static string? StorageUris(PredictorSpec predictor)
    {
        if (predictor.StorageUris is not { Count: > 0 } uris)
        {
            return null;
        }

        if (PredictorImplementations.Models(predictor).Any(pair => !string.IsNullOrEmpty(pair.Model.StorageUri)))
        {
            return "Setting both StorageURI and StorageURIs is not supported.";
        }

        foreach (var (uri, path) in uris.Select(item => (item.Uri, item.MountPath ?? KServeNames.ModelFolder)))
        {
            var message = string.IsNullOrEmpty(uri) ? "storage URI cannot be empty"
                : path == "/" ? "storage path cannot be empty"
                : !path.StartsWith('/') ? $"storage path must be absolute: {path}"
                : path.Contains("..", StringComparison.Ordinal) ? $"storage path cannot contain '..' for security reasons: {path}"
                : null;
            if (message is not null)
            {
                return message;
            }
        }

        return null;
    }

    private static string? Component(InferenceService service, ComponentSpec? component) => component is null
        ? null
        : Replicas(component)
            ?? (component.ContainerConcurrency < 0 ? "parallelism cannot be less than 0" : null)
            ?? Logger(component.Logger)
            ?? ((Mode(service) ?? "Knative") == "Knative" ? Knative(component) : null);

    private static string? Replicas(ComponentSpec component) =>
        component.MinReplicas < 0 ? "'MinReplicas' cannot be less than 0"
        : component.MaxReplicas < 0 ? "'MaxReplicas' cannot be less than 0"
        : component.MaxReplicas is > 0 && component.MinReplicas > component.MaxReplicas ? "'MinReplicas' cannot be greater than MaxReplicas"
        : null;

    private static string? Logger(LoggerSpec? logger) => logger is not null && !LoggerModes.Contains(logger.Mode) ? "invalid logger type" : null;

    private static string? Knative(ComponentSpec component) =>
        component.ScaleMetric is "cpu" or "memory" ? $"[{component.ScaleMetric}] is not a supported metric"
        : component.ScaleMetric == "rps" && component.ScaleTarget < 1 ? "the target for rps should be greater than 1"
        : component.DeploymentStrategy is not null ? "customizing deploymentStrategy is only supported for raw deployment mode"
        : null;

    private static string? Protocol(PredictorSpec predictor)
    {
        var protocol = predictor.Containers?.FirstOrDefault()?.Env?.FirstOrDefault(variable => variable.Name == "PROTOCOL")?.Value;
        return protocol is null or "v1" or "v2" ? null : $"invalid protocol {protocol}. Must be one of [v1, v2]";
    }
}
