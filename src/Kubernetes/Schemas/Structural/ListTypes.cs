using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Lists that are sets, or maps by some of their items' fields, hold nothing twice.</summary>
internal static class ListTypes
{
    public static void Check(StructuralSchema schema, JsonNode? value, JsonNode? before, bool hasBefore, string path, List<FieldError> errors)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, child) in map)
                {
                    if (child is not JsonValue && (schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { } member)
                    {
                        JsonNode? old = null;
                        var hasOld = before is JsonObject was && was.TryGetPropertyValue(name, out old);
                        Check(member, child, old, hasOld, Validation.Join(path, name), errors);
                    }
                }

                break;
            case JsonArray items:
                CheckItems(schema, items, before, hasBefore, path, errors);
                break;
        }
    }

    private static void CheckItems(StructuralSchema schema, JsonArray items, JsonNode? before, bool hasBefore, string path, List<FieldError> errors)
    {
        if (schema.ListType is "set" or "map" && !(hasBefore && JsonNode.DeepEquals(items, before)))
        {
            foreach (var index in Duplicates.IndexOf(items, item => KeyOf(schema, item)))
            {
                errors.Add(new(FieldErrorType.Duplicate, $"{path}[{index}]", GoValues.Print(KeyOf(schema, items[index])), ""));
            }
        }

        if (schema.Items is { } element)
        {
            for (var i = 0; i < items.Count; i++)
            {
                var old = CorrelatedItems.Find(schema, items[i], before);
                Check(element, items[i], old, old is not null, $"{path}[{i}]", errors);
            }
        }
    }

    private static JsonNode? KeyOf(StructuralSchema list, JsonNode? item) => list.ListType == "map" && item is JsonObject fields
        ? new JsonObject(list.ListMapKeys.Select(key => KeyValuePair.Create(key, CorrelatedItems.Key(list, fields, key)?.DeepClone())))
        : item;
}
