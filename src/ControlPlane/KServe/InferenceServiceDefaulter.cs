using System.Text.Json.Nodes;
using k8s;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.KServe;
using ModelServing.Kubernetes.Patch;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Fills in what a user may leave out, as KServe's mutating webhook does.</summary>
internal static class InferenceServiceDefaulter
{
    /// <summary>The framework blocks of the predictor, and the protocol that each implies.</summary>
    private static readonly Dictionary<string, string?> Frameworks = new()
    {
        ["sklearn"] = null,
        ["xgboost"] = null,
        ["tensorflow"] = null,
        ["pytorch"] = null,
        ["triton"] = "v2",
        ["onnx"] = "v2",
        ["huggingface"] = "v2",
        ["pmml"] = null,
        ["lightgbm"] = null,
        ["paddle"] = null,
    };

    public static InferenceService Default(InferenceService service)
    {
        var json = Resources.ToJson(service);
        Default(json, isUpdate: false);
        return KubernetesJson.Deserialize<InferenceService>(json.ToJsonString());
    }

    /// <summary>Changes the object in place. In an update a framework block is an edit of the model that an earlier write made of it.</summary>
    public static void Default(JsonObject service, bool isUpdate)
    {
        NormaliseMode(service);
        if (service["spec"]?["predictor"] is not JsonObject predictor)
        {
            return;
        }

        MoveFramework(predictor, isUpdate);
        if (predictor["model"] is JsonObject model && Text(model["modelFormat"]?["name"]) is { } format)
        {
            if (format is "triton" or "vLLM" && model["protocolVersion"] is null)
            {
                model["protocolVersion"] = "v2";
            }

            Annotations(service)["modelFormat"] = format;
        }

        DefaultContainer(predictor);
    }

    private static void MoveFramework(JsonObject predictor, bool isUpdate)
    {
        var present = Frameworks.Keys.Where(name => predictor[name] is JsonObject).ToList();
        if (present is not [var framework] || predictor["containers"] is JsonArray { Count: > 0 } || (predictor["model"] is not null && !isUpdate))
        {
            return;
        }

        var edit = predictor[framework] as JsonObject ?? [];
        var model = predictor["model"] is JsonObject known && Text(known["modelFormat"]?["name"]) == framework ? known : [];
        predictor.Remove(framework);
        MergePatch.Apply(model, edit);
        model["modelFormat"] = new JsonObject { ["name"] = framework };
        if (Frameworks[framework] is { } protocol && model["protocolVersion"] is null)
        {
            model["protocolVersion"] = protocol;
        }

        predictor["model"] = model;
    }

    private static void DefaultContainer(JsonObject predictor)
    {
        if (predictor["containers"] is not JsonArray { Count: > 0 } containers || containers[0] is not JsonObject first)
        {
            return;
        }

        if (string.IsNullOrEmpty(Text(first["name"])))
        {
            first["name"] = KServeNames.Container;
        }

        var resources = Child(first, "resources");
        foreach (var kind in (string[])["requests", "limits"])
        {
            var amounts = Child(resources, kind);
            amounts["cpu"] ??= "1";
            amounts["memory"] ??= "2Gi";
        }
    }

    private static void NormaliseMode(JsonObject service)
    {
        if (service["metadata"]?["annotations"]?[KServeNames.ModeAnnotation] is { } mode)
        {
            Annotations(service)[KServeNames.ModeAnnotation] = Text(mode) switch
            {
                "RawDeployment" => "Standard",
                "Serverless" => "Knative",
                var other => other,
            };
        }
    }

    private static JsonObject Annotations(JsonObject service) => Child(Child(service, "metadata"), "annotations");

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
