using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>Takes away the fields that a schema lacks, as decoding into its class would.</summary>
public static class SchemaPruning
{
    /// <summary>Prunes an object in place.</summary>
    /// <param name="schema">The kind or structure.</param>
    /// <param name="value">The object.</param>
    public static void Prune(ObjectSchema schema, JsonObject value)
    {
        List<string>? unknown = null;
        foreach (var (name, child) in value)
        {
            if (schema.Fields.TryGetValue(name, out var field))
            {
                Prune(field.Type, child);
            }
            else if (!schema.IsOpen)
            {
                (unknown ??= []).Add(name);
            }
        }

        unknown?.ForEach(name => value.Remove(name));
    }

    private static void Prune(FieldType type, JsonNode? value)
    {
        switch (type.Shape, value)
        {
            case (FieldShape.Structure, JsonObject structure):
                Prune(type.Structure, structure);
                break;
            case (FieldShape.Map, JsonObject map) when type.Element is { } element:
                foreach (var (_, child) in map)
                {
                    Prune(element, child);
                }

                break;
            case (FieldShape.List, JsonArray items) when type.Element is { } element:
                foreach (var item in items)
                {
                    Prune(element, item);
                }

                break;
        }
    }
}
