using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>
/// Fills in defaults from the outside in, so that a default's own members get theirs. A null that is not allowed counts as absent:
/// it makes place for the default, or goes.
/// </summary>
internal static class Defaulting
{
    public static void Apply(StructuralSchema schema, JsonNode? value, bool isResourceRoot = false)
    {
        switch (value)
        {
            case JsonObject map:
                ApplyToObject(schema, map, isResourceRoot || schema.IsEmbeddedResource);
                break;
            case JsonArray items when schema.Items is { } element:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is null && !element.Nullable && element.Default is { } fallback)
                    {
                        items[i] = SchemaReader.ToNode(fallback);
                    }

                    Apply(element, items[i]);
                }

                break;
        }
    }

    private static void ApplyToObject(StructuralSchema schema, JsonObject map, bool isResourceRoot)
    {
        if (schema.HasDefaults)
        {
            foreach (var (name, property) in schema.Properties)
            {
                if (property.Default is { } fallback && !(map.TryGetPropertyValue(name, out var present) && (present is not null || property.Nullable)))
                {
                    map[name] = SchemaReader.ToNode(fallback);
                }
            }
        }

        List<string>? nulls = null;
        foreach (var (name, child) in map)
        {
            var member = isResourceRoot && Pruning.IsObjectField(name) ? null : schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties;
            if (member is null)
            {
                continue;
            }

            if (child is null && !member.Nullable)
            {
                (nulls ??= []).Add(name);
            }
            else
            {
                Apply(member, child);
            }
        }

        foreach (var name in nulls ?? [])
        {
            if (schema.AdditionalProperties?.Default is { } fallback)
            {
                map[name] = SchemaReader.ToNode(fallback);
            }
            else
            {
                map.Remove(name);
            }
        }
    }
}
