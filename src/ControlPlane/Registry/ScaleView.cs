using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Registry;

/// <summary>The scale subresource: one shape for everything that has replicas.</summary>
internal static class ScaleView
{
    public static JsonObject Of(ScalePaths paths, JsonObject value)
    {
        var metadata = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata[name] = value["metadata"]?[name]?.DeepClone();
        }

        var status = new JsonObject { ["replicas"] = At(value, paths.Status)?.DeepClone() ?? 0 };
        if (Selector(At(value, paths.Selector)) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = At(value, paths.Spec)?.DeepClone() ?? 0 },
            ["status"] = status,
        };
    }

    /// <summary>Lets a caller change the scale, and takes its replicas over.</summary>
    public static Change Change(ResourceDefinition resource, JsonObject value, Action<JsonObject> change)
    {
        if (resource.Scale is not { } paths)
        {
            return Refusals.NoSuchPath();
        }

        var scale = Of(paths, value);
        change(scale);
        if (scale["spec"]?["replicas"] is not JsonValue number || number.GetValueKind() != JsonValueKind.Number
            || !number.TryGetValue<int>(out var replicas) || replicas < 0)
        {
            return Refusals.Invalid(resource, value.Text("metadata", "name") ?? "",
                [Refusals.Cause("spec.replicas", "FieldValueInvalid", $"Invalid value: {scale["spec"]?["replicas"]?.ToJsonString() ?? "null"}: must be greater than or equal to 0")]);
        }

        Set(value, paths.Spec, replicas);
        if (scale.Text("metadata", "resourceVersion") is { Length: > 0 } version)
        {
            value.Child("metadata")["resourceVersion"] = version;
        }

        return value;
    }

    private static JsonNode? At(JsonNode? node, string path)
    {
        foreach (var step in path.Split('.'))
        {
            node = (node as JsonObject)?[step];
        }

        return node;
    }

    private static void Set(JsonObject value, string path, int replicas)
    {
        var steps = path.Split('.');
        var parent = value;
        foreach (var step in steps[..^1])
        {
            parent = parent.Child(step);
        }

        parent[steps[^1]] = replicas;
    }

    private static string Selector(JsonNode? selector) => selector switch
    {
        JsonValue value => value.ToString(),
        JsonObject labels when labels.Any(member => member.Value is JsonValue) => Equalities(labels),
        JsonObject labels => string.Join(',', ((string[])[Equalities(labels["matchLabels"] as JsonObject ?? []), .. labels.Objects("matchExpressions").Select(Requirement)]).Where(part => part.Length > 0)),
        _ => "",
    };

    private static string Equalities(JsonObject labels) => string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    private static string Requirement(JsonObject requirement)
    {
        var key = requirement.Text("key") ?? "";
        var values = string.Join(',', (requirement["values"] as JsonArray ?? []).Select(value => value?.ToString()).Order(StringComparer.Ordinal));
        return requirement.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key,
        };
    }
}
