using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>The fields that the resource's schema requires: what is refused before the webhook is asked.</summary>
internal static class SeldonSchema
{
    public static List<SeldonFieldError> Check(JsonObject deployment)
    {
        var errors = new List<SeldonFieldError>();
        if (deployment["spec"]?["predictors"] is not JsonArray predictors)
        {
            return [SeldonFieldError.Required("spec.predictors")];
        }

        for (var i = 0; i < predictors.Count; i++)
        {
            Predictor(predictors[i] as JsonObject ?? [], $"spec.predictors[{i}]", errors);
        }

        return errors;
    }

    private static void Predictor(JsonObject predictor, string path, List<SeldonFieldError> errors)
    {
        Require(predictor, "name", path, errors);
        if (predictor["graph"] is JsonObject graph)
        {
            Unit(graph, $"{path}.graph", errors);
        }
        else
        {
            errors.Add(SeldonFieldError.Required($"{path}.graph"));
        }

        var components = predictor["componentSpecs"] as JsonArray ?? [];
        for (var i = 0; i < components.Count; i++)
        {
            if (components[i]?["spec"] is JsonObject pod)
            {
                Containers(pod, $"{path}.componentSpecs[{i}].spec", errors);
            }
        }
    }

    private static void Unit(JsonObject unit, string path, List<SeldonFieldError> errors)
    {
        Require(unit, "name", path, errors);
        var parameters = unit["parameters"] as JsonArray ?? [];
        for (var i = 0; i < parameters.Count; i++)
        {
            foreach (var field in (string[])["name", "value", "type"])
            {
                Require(parameters[i] as JsonObject ?? [], field, $"{path}.parameters[{i}]", errors);
            }
        }

        if (unit["children"] is JsonArray children)
        {
            for (var i = 0; i < children.Count; i++)
            {
                Unit(children[i] as JsonObject ?? [], $"{path}.children[{i}]", errors);
            }
        }
        else if (unit["children"] is JsonObject)
        {
            errors.Add(new SeldonFieldError($"{path}.children", "object", $"{path}.children in body must be of type array: \"object\""));
        }
    }

    private static void Containers(JsonObject pod, string path, List<SeldonFieldError> errors)
    {
        if (pod["containers"] is not JsonArray containers)
        {
            errors.Add(SeldonFieldError.Required($"{path}.containers"));
            return;
        }

        for (var i = 0; i < containers.Count; i++)
        {
            Require(containers[i] as JsonObject ?? [], "name", $"{path}.containers[{i}]", errors);
        }
    }

    /// <summary>Requires a text: numbers and booleans must be quoted in YAML.</summary>
    private static void Require(JsonObject parent, string field, string path, List<SeldonFieldError> errors)
    {
        var kind = parent[field]?.GetValueKind();
        if (kind is null or JsonValueKind.Null)
        {
            errors.Add(SeldonFieldError.Required($"{path}.{field}", field == "type" ? "one of INT, FLOAT, DOUBLE, STRING, BOOL" : ""));
        }
        else if (kind is not JsonValueKind.String)
        {
            var type = kind switch { JsonValueKind.Number => "number", JsonValueKind.True or JsonValueKind.False => "boolean", JsonValueKind.Array => "array", _ => "object" };
            errors.Add(new SeldonFieldError($"{path}.{field}", type, $"{path}.{field} in body must be of type string: \"{type}\""));
        }
    }
}
