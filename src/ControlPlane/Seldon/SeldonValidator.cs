using System.Globalization;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>Refuses what Seldon Core's validating webhook refuses, in its words; every failure is listed.</summary>
internal static class SeldonValidator
{
    private const string ServiceNameAnnotation = "seldon.io/svc-name";

    private static readonly string[] Protocols = ["seldon", "tensorflow", "kfserving", "v2"];
    private static readonly string[] KafkaSettings = ["KAFKA_BROKER", "KAFKA_INPUT_TOPIC", "KAFKA_OUTPUT_TOPIC"];

    public static List<SeldonFieldError> Validate(SeldonDeploymentSpec spec)
    {
        var errors = new List<SeldonFieldError>();
        var predictors = spec.Predictors ?? [];
        Settings(spec, errors);
        for (var i = 0; i < predictors.Count; i++)
        {
            Predictor(spec, predictors, i, errors);
            foreach (var (path, unit) in SeldonGraph.Walk(predictors[i].Graph, $"spec.predictors[{i}].graph"))
            {
                Unit(spec, predictors[i], unit, path, errors);
            }
        }

        Endpoints(spec, errors);
        Traffic(predictors, errors);
        return errors;
    }

    private static void Settings(SeldonDeploymentSpec spec, List<SeldonFieldError> errors)
    {
        if (!string.IsNullOrEmpty(spec.Protocol) && !Protocols.Contains(spec.Protocol))
        {
            errors.Add(new("spec", spec.Protocol, "Invalid protocol"));
        }

        if (!string.IsNullOrEmpty(spec.Transport) && spec.Transport is not ("rest" or "grpc"))
        {
            errors.Add(new("spec", spec.Transport, "Invalid transport"));
        }

        if (!string.IsNullOrEmpty(spec.ServerType) && spec.ServerType is not ("rpc" or "kafka"))
        {
            errors.Add(new("spec", spec.ServerType, "Invalid serverType"));
        }

        if (spec.Predictors is not { Count: > 0 })
        {
            errors.Add(new("spec", spec.Transport ?? string.Empty, "Graph contains no predictors"));
        }
    }

    private static void Predictor(SeldonDeploymentSpec spec, IList<SeldonPredictor> predictors, int index, List<SeldonFieldError> errors)
    {
        var (predictor, path) = (predictors[index], $"spec.predictors[{index}]");
        var name = predictor.Name ?? string.Empty;
        if (spec.ServerType == "kafka" && !KafkaSettings.All(setting => predictor.SvcOrchSpec?.Env?.Any(variable => variable.Name == setting) == true))
        {
            errors.Add(new(path, name, $"For kafka please supply svcOrchSpec envs {string.Join(", ", KafkaSettings)}"));
        }

        if (predictors.Count == 1 && predictor.Shadow == true)
        {
            errors.Add(new(path, name, "Shadow can not exist as only predictor"));
        }

        var earlier = predictors.Take(index).ToList();
        if (ServiceName(predictor) is { } service && earlier.Any(other => ServiceName(other) == service))
        {
            errors.Add(new(path, name, $"Found duplicate service name in {ServiceNameAnnotation} with value {service}"));
        }

        if (predictor.Annotations?.ContainsKey("seldon.io/no-engine") == true && SeldonGraph.Units(predictor).Count() > 1)
        {
            errors.Add(new(path, name, "Running without engine only valid for single element graphs"));
        }

        if (earlier.Any(other => other.Name == predictor.Name))
        {
            errors.Add(new(path, name, "Duplicate predictor name"));
        }
    }

    private static string? ServiceName(SeldonPredictor predictor) =>
        predictor.Annotations?.TryGetValue(ServiceNameAnnotation, out var name) == true ? name : null;

    private static void Unit(SeldonDeploymentSpec spec, SeldonPredictor predictor, PredictiveUnit unit, string path, List<SeldonFieldError> errors)
    {
        var name = unit.Name ?? string.Empty;
        var container = (predictor.ComponentSpecs ?? []).SelectMany(component => component.Spec?.Containers ?? []).FirstOrDefault(candidate => candidate.Name == name);
        if (PrepackagedServers.IsUnknown(unit.Implementation))
        {
            if (container is null)
            {
                errors.Add(new(path, name, "Can't find container for Predictive Unit"));
            }

            if (unit.Type == "UNKNOWN_TYPE" && unit.Methods is not { Count: > 0 })
            {
                errors.Add(new(path, name, "Predictive Unit has no implementation methods defined. Change to a known type or add what methods it defines"));
            }
        }
        else if (PrepackagedServers.IsServer(unit.Implementation))
        {
            Server(spec, unit, path, container?.Image, errors);
        }

        if (unit.Logger is { Mode: null or "" })
        {
            errors.Add(new(path, string.Empty, "No logger mode specified"));
        }
    }

    private static void Server(SeldonDeploymentSpec spec, PredictiveUnit unit, string path, string? image, List<SeldonFieldError> errors)
    {
        var (name, server) = (unit.Name ?? string.Empty, unit.Implementation ?? string.Empty);
        if (string.IsNullOrEmpty(unit.ModelUri) && server != PrepackagedServers.HuggingFace)
        {
            errors.Add(new(path, name, "Predictive unit modelUri required when using standalone servers"));
        }

        if (spec.Protocol == "tensorflow" && server is ("SKLEARN_SERVER" or "XGBOOST_SERVER" or "MLFLOW_SERVER" or PrepackagedServers.HuggingFace))
        {
            errors.Add(new(path, name, $"Prepackaged server does not handle tensorflow protocol {server}"));
        }

        if (string.IsNullOrEmpty(image) && !PrepackagedServers.IsKnown(server))
        {
            errors.Add(new(path, name, $"No entry in predictors map for {server}"));
        }
    }

    private static void Endpoints(SeldonDeploymentSpec spec, List<SeldonFieldError> errors)
    {
        var types = (spec.Predictors ?? []).SelectMany(SeldonGraph.Units).Select(unit => unit.Endpoint?.Type).Where(type => !string.IsNullOrEmpty(type)).Distinct().ToList();
        if (types.Count > 1)
        {
            errors.Add(new("spec", string.Empty, "Multiple endpoint.types found - can only have 1 type in graph. Please use spec.transport"));
        }
        else if (types is [var type] && !string.IsNullOrEmpty(spec.Transport) && !string.Equals(type, spec.Transport, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add(new("spec", string.Empty, "Mixed transport types found. Remove graph endpoint.types if transport set at deployment level"));
        }
    }

    private static void Traffic(IList<SeldonPredictor> predictors, List<SeldonFieldError> errors)
    {
        var shadows = predictors.Where(predictor => predictor.Shadow == true).ToList();
        var live = predictors.Where(predictor => predictor.Shadow != true).ToList();
        errors.AddRange(shadows.Skip(1).Select(shadow => new SeldonFieldError("spec", shadow.Name ?? string.Empty, "Multiple shadows are not allowed")));
        errors.AddRange(shadows.Where(shadow => shadow.Traffic is < 0 or > 100).Select(shadow =>
            new SeldonFieldError("spec", shadow.Name ?? string.Empty, "shadow traffic is illegal, the traffic number should be between [0, 100]")));
        var total = live.Sum(predictor => (long)(predictor.Traffic ?? 0));
        var first = predictors.FirstOrDefault()?.Name ?? string.Empty;
        if (live.Count > 1 && total != 100)
        {
            errors.Add(new("spec", first, "Traffic must sum to 100 for multiple predictors"));
        }
        else if (predictors.Count == 1 && total is > 0 and < 100)
        {
            errors.Add(new("spec", first, "Traffic must sum be 100 for a single predictor when set"));
        }
    }

    /// <summary>The API server's sentence for a list of errors.</summary>
    public static string Sentence(string name, IReadOnlyList<SeldonFieldError> errors)
    {
        var details = errors.Select(error => $"{error.Field}: {error.Detail}").ToList();
        var list = details.Count == 1 ? details[0] : $"[{string.Join(", ", details)}]";
        return string.Create(CultureInfo.InvariantCulture, $"SeldonDeployment.machinelearing.seldon.io \"{name}\" is invalid: {list}");
    }
}
