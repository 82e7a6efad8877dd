using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>Which fields an object sets.</summary>
public static class FieldSets
{
    /// <summary>Gives the fields that an applied object sets.</summary>
    /// <param name="value">The object.</param>
    /// <param name="schema">Its schema.</param>
    public static FieldSet Of(JsonObject value, IMergeSchema schema) => OfValue(value, schema);

    private static FieldSet OfValue(JsonNode? value, IMergeSchema schema)
    {
        var set = new FieldSet();
        switch (schema.FormOf(value))
        {
            case MergeForm.Members when value is JsonObject members:
                AddMembers(set, members, schema);
                break;
            case MergeForm.Set or MergeForm.Keyed when value is JsonArray items:
                foreach (var (element, item) in schema.Elements(items))
                {
                    var child = OfValue(item, schema.Items);
                    child.IsMember = true;
                    set.Put(element, child);
                }

                break;
            default:
                set.IsMember = true;
                break;
        }

        return set;
    }

    private static void AddMembers(FieldSet set, JsonObject members, IMergeSchema schema)
    {
        foreach (var (name, member) in members)
        {
            var child = OfValue(member, schema.Member(name));

            // A structure is there as long as its fields are; an empty one and a map's key are owned themselves.
            child.IsMember |= member is null or JsonObject { Count: 0 } || schema.Declared(name) is null;
            set.Put(PathElement.Field(name), child);
        }
    }
}
