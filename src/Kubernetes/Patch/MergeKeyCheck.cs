using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.Kubernetes.Patch;

/// <summary>Finds items of a strategic merge patch that name no item of the list: what they change could not be told.</summary>
internal static class MergeKeyCheck
{
    public static string? Find(JsonObject patch, ObjectSchema? schema)
    {
        foreach (var (name, value) in patch)
        {
            if (!name.StartsWith('$') && schema?.Fields.GetValueOrDefault(name) is { } field && FindIn(field, value) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? FindIn(FieldSchema field, JsonNode? value) => value switch
    {
        JsonObject nested when field.Type.Shape == FieldShape.Structure => Find(nested, field.Type.Structure),
        JsonArray items when field.MergeKey is { Length: > 0 } key => items.OfType<JsonObject>().Select(item => FindInItem(item, key, field.Type.Element)).FirstOrDefault(problem => problem is not null),
        _ => null,
    };

    private static string? FindInItem(JsonObject item, string key, FieldType? element)
    {
        if (item[key] is null)
        {
            return item[StrategicMergePatch.Directive]?.ToString() == "replace" ? null : $"map: {GoFormat.Print(item)} does not contain declared merge key: {key}";
        }

        return element?.Shape == FieldShape.Structure ? Find(item, element.Structure) : null;
    }
}
