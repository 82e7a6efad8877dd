using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>Takes fields out of an object, with all that lies below them.</summary>
internal static class FieldRemoval
{
    public static void Remove(JsonObject value, FieldSet fields, IMergeSchema schema)
    {
        foreach (var (name, member) in value.ToList())
        {
            if (!fields.Children.TryGetValue(PathElement.Field(name), out var below))
            {
                continue;
            }

            if (below.IsMember)
            {
                value.Remove(name);
            }
            else
            {
                RemoveBelow(member, below, schema.Member(name));
            }
        }
    }

    private static void RemoveBelow(JsonNode? value, FieldSet fields, IMergeSchema schema)
    {
        switch (schema.FormOf(value))
        {
            case MergeForm.Members when value is JsonObject members:
                Remove(members, fields, schema);
                break;
            case MergeForm.Set or MergeForm.Keyed when value is JsonArray items:
                RemoveItems(items, fields, schema);
                break;
        }
    }

    private static void RemoveItems(JsonArray items, FieldSet fields, IMergeSchema schema)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (!fields.Children.TryGetValue(PathElement.Item(items[i], schema) ?? "", out var below))
            {
                continue;
            }

            if (below.IsMember)
            {
                items.RemoveAt(i);
            }
            else
            {
                RemoveBelow(items[i], below, schema.Items);
            }
        }
    }
}
