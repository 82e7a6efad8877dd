using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.Kubernetes.Patch;

/// <summary>Lists that a strategic merge patch merges item by item.</summary>
internal static class KeyedList
{
    /// <summary>Merges patch items into the list; an empty key means a set of scalars.</summary>
    public static void Merge(JsonArray target, JsonArray patch, string key, FieldType? element)
    {
        if (patch.Any(item => item is JsonObject json && json.Count == 1 && json[StrategicMergePatch.Directive]?.ToString() == "replace"))
        {
            target.Clear();
        }

        foreach (var item in patch)
        {
            if (key.Length == 0 || item is not JsonObject change)
            {
                AddScalar(target, item);
            }
            else if (change[key]?.ToString() is { } id)
            {
                MergeItem(target, change, key, id, element);
            }
        }
    }

    public static void RemoveScalars(JsonArray target, JsonArray values)
    {
        for (var i = target.Count - 1; i >= 0; i--)
        {
            if (values.Any(value => JsonNode.DeepEquals(value, target[i])))
            {
                target.RemoveAt(i);
            }
        }
    }

    /// <summary>Puts the named items in the given order; others keep their place behind the item they followed.</summary>
    public static void Order(JsonArray target, JsonArray order, string? key)
    {
        var rank = order.Select((item, index) => (Id: Identity(item, key), index)).DistinctBy(entry => entry.Id).ToDictionary(entry => entry.Id, entry => entry.index);
        var last = -1;
        var sorted = target.Select(item => (Item: item, Rank: last = rank.GetValueOrDefault(Identity(item, key), last))).ToList();
        target.Clear();
        foreach (var (item, _) in sorted.OrderBy(entry => entry.Rank))
        {
            target.Add(item);
        }
    }

    private static void AddScalar(JsonArray target, JsonNode? item)
    {
        if (!target.Any(existing => JsonNode.DeepEquals(existing, item)))
        {
            target.Add(item?.DeepClone());
        }
    }

    private static void MergeItem(JsonArray target, JsonObject change, string key, string id, FieldType? element)
    {
        var existing = target.FirstOrDefault(item => item is JsonObject json && json[key]?.ToString() == id) as JsonObject;
        if (change[StrategicMergePatch.Directive]?.ToString() == "delete")
        {
            target.Remove(existing);
            return;
        }

        if (existing is null)
        {
            existing = [];
            target.Add(existing);
        }

        StrategicMergePatch.Merge(existing, change, element?.Shape == FieldShape.Structure ? element.Structure : null);
    }

    private static string Identity(JsonNode? item, string? key) =>
        item is JsonObject json && !string.IsNullOrEmpty(key) ? json[key]?.ToString() ?? "" : item?.ToString() ?? "";
}
