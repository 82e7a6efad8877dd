using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Objects inside an object must say what they are.</summary>
internal static class EmbeddedResources
{
    public static void Check(StructuralSchema schema, JsonNode? value, string path, List<FieldError> errors)
    {
        switch (value)
        {
            case JsonObject map:
                if (schema.IsEmbeddedResource && path.Length > 0)
                {
                    CheckFields(map, path, errors);
                }

                foreach (var (name, child) in map)
                {
                    if (child is not JsonValue && (schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { } member)
                    {
                        Check(member, child, Validation.Join(path, name), errors);
                    }
                }

                break;
            case JsonArray items when schema.Items is { } element:
                for (var i = 0; i < items.Count; i++)
                {
                    Check(element, items[i], $"{path}[{i}]", errors);
                }

                break;
        }
    }

    private static void CheckFields(JsonObject map, string path, List<FieldError> errors)
    {
        foreach (var name in (string[])["apiVersion", "kind"])
        {
            if (map[name] is not JsonValue text || !text.TryGetValue<string>(out var set) || set.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.{name}", "must not be empty"));
            }
        }
    }
}
