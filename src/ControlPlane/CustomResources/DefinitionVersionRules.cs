using System.Text.Json;
using ModelServing.ControlPlane.Json;
using ModelServing.Kubernetes.Schemas;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>The rules of one version of a definition.</summary>
internal static class DefinitionVersionRules
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];

    public static void Check(JsonElement version, string path, List<FieldError> errors)
    {
        var name = version.Text("name");
        errors.AddRange(ObjectNames.Label1035(name).Select(problem => FieldError.Invalid($"{path}.name", name, problem)));

        if (version.At("schema", "openAPIV3Schema") is { } schema)
        {
            errors.AddRange(StructuralRules.Check(schema, $"{path}.schema.openAPIV3Schema"));
        }
        else
        {
            errors.Add(FieldError.Required($"{path}.schema.openAPIV3Schema", "schemas are required"));
        }

        CheckScale(version, $"{path}.subresources.scale", errors);
        CheckColumns(version, $"{path}.additionalPrinterColumns", errors);
    }

    private static void CheckScale(JsonElement version, string path, List<FieldError> errors)
    {
        if (version.At("subresources", "scale") is not { } scale)
        {
            return;
        }

        foreach (var (field, root, isRequired) in ((string, string, bool)[])[("specReplicasPath", ".spec", true), ("statusReplicasPath", ".status", true), ("labelSelectorPath", ".spec or .status", false)])
        {
            var value = scale.Text(field);
            if (value.Length == 0 && isRequired)
            {
                errors.Add(FieldError.Required($"{path}.{field}"));
            }
            else if (value.Length > 0 && !root.Split(" or ").Any(start => value.StartsWith($"{start}.", StringComparison.Ordinal)))
            {
                errors.Add(FieldError.Invalid($"{path}.{field}", value, $"should be a json path under {root}"));
            }
        }
    }

    private static void CheckColumns(JsonElement version, string path, List<FieldError> errors)
    {
        var index = 0;
        foreach (var column in version.Items("additionalPrinterColumns"))
        {
            var at = $"{path}[{index++}]";
            if (column.Text("name").Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }

            var type = column.Text("type");
            if (type.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.type", $"must be one of {string.Join(',', ColumnTypes)}"));
            }
            else if (!ColumnTypes.Contains(type))
            {
                errors.Add(FieldError.Invalid($"{at}.type", type, $"must be one of {string.Join(',', ColumnTypes)}"));
            }

            var jsonPath = column.Text("jsonPath");
            if (jsonPath.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.jsonPath"));
            }
            else if (!JsonPath.TryParse(jsonPath, out _))
            {
                errors.Add(FieldError.Invalid($"{at}.jsonPath", jsonPath, "must be a simple json path starting with ."));
            }
        }
    }
}
