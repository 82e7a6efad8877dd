using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

internal static class MergeSchemas
{
    /// <summary>The schema of a member, declared or not; what no schema knows is owned like a custom resource's value.</summary>
    public static IMergeSchema Member(this IMergeSchema schema, string name) =>
        schema.Declared(name) ?? schema.Values ?? DeducedMergeSchema.Instance;

    /// <summary>How this very value is owned: one of an unexpected type is a leaf.</summary>
    public static MergeForm FormOf(this IMergeSchema schema, JsonNode? value) => (schema.Form, value) switch
    {
        (MergeForm.Members, JsonObject) => MergeForm.Members,
        (MergeForm.Set or MergeForm.Keyed, JsonArray items) when items.All(item => PathElement.Item(item, schema) is not null) => schema.Form,
        _ => MergeForm.Leaf,
    };

    /// <summary>The items of a list by path element, in order; of twins the first.</summary>
    public static IEnumerable<(string Element, JsonNode? Item)> Elements(this IMergeSchema schema, JsonArray items) =>
        items.Select(item => (Element: PathElement.Item(item, schema) ?? "", Item: item)).DistinctBy(entry => entry.Element);
}
