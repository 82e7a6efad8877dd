using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Which item of the former list an item continues: by its keys in a list of type map; other lists are taken as a whole.</summary>
internal static class CorrelatedItems
{
    public static JsonNode? Find(StructuralSchema list, JsonNode? item, JsonNode? before)
    {
        if (list.ListType != "map" || item is not JsonObject wanted || before is not JsonArray former)
        {
            return null;
        }

        foreach (var candidate in former)
        {
            if (candidate is JsonObject old && list.ListMapKeys.All(key => JsonNode.DeepEquals(Key(list, old, key), Key(list, wanted, key))))
            {
                return old;
            }
        }

        return null;
    }

    /// <summary>Gives one key of an item, or its default where the item leaves it out.</summary>
    public static JsonNode? Key(StructuralSchema list, JsonObject item, string key) =>
        item[key] ?? (list.Items?.Properties.GetValueOrDefault(key)?.Default is { } fallback ? SchemaReader.ToNode(fallback) : null);
}
