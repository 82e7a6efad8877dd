using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>What differs between two states of an object.</summary>
public sealed class FieldComparison
{
    private readonly List<string> _path = [];

    private FieldComparison()
    {
    }

    /// <summary>Gets the fields that only the later state has.</summary>
    public FieldSet Added { get; } = new();

    /// <summary>Gets the fields that only the earlier state has.</summary>
    public FieldSet Removed { get; } = new();

    /// <summary>Gets the fields whose value differs.</summary>
    public FieldSet Modified { get; } = new();

    /// <summary>Gets a value that says whether nothing differs.</summary>
    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Modified.IsEmpty;

    /// <summary>Compares two states.</summary>
    /// <param name="before">The earlier state.</param>
    /// <param name="after">The later state.</param>
    /// <param name="schema">The schema of both.</param>
    public static FieldComparison Between(JsonObject before, JsonObject after, IMergeSchema schema)
    {
        var comparison = new FieldComparison();
        comparison.Members(before, after, schema);
        return comparison;
    }

    private static bool IsBare(JsonNode? value) => value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private void Compare(string element, JsonNode? before, JsonNode? after, IMergeSchema schema)
    {
        if (before is null && after is null)
        {
            return;
        }

        _path.Add(element);
        var form = schema.FormOf(after ?? before);
        if (form == MergeForm.Leaf || (IsBare(before) && IsBare(after)) || (before is not null && after is not null && schema.FormOf(before) != form))
        {
            Leaf(before, after);
        }
        else
        {
            Descend(before, after, schema);
            Presence(before, after);
        }

        _path.RemoveAt(_path.Count - 1);
    }

    private void Leaf(JsonNode? before, JsonNode? after)
    {
        if (before is not null && after is not null)
        {
            if (!JsonNode.DeepEquals(before, after))
            {
                Modified.Insert(_path);
            }
        }
        else
        {
            Presence(before, after);
        }
    }

    private void Presence(JsonNode? before, JsonNode? after)
    {
        if (before is null)
        {
            Added.Insert(_path);
        }
        else if (after is null)
        {
            Removed.Insert(_path);
        }
    }

    private void Descend(JsonNode? before, JsonNode? after, IMergeSchema schema)
    {
        if ((after ?? before) is JsonObject)
        {
            Members(before as JsonObject, after as JsonObject, schema);
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            Items(before as JsonArray ?? [], after as JsonArray ?? [], schema);
        }
    }

    private void Members(JsonObject? before, JsonObject? after, IMergeSchema schema)
    {
        foreach (var (name, value) in after ?? [])
        {
            Compare(PathElement.Field(name), before?[name], value, schema.Member(name));
        }

        foreach (var (name, value) in before ?? [])
        {
            if (after is null || !after.ContainsKey(name))
            {
                Compare(PathElement.Field(name), value, null, schema.Member(name));
            }
        }
    }

    private void Items(JsonArray before, JsonArray after, IMergeSchema schema)
    {
        var earlier = schema.Elements(before).ToDictionary(entry => entry.Element, entry => entry.Item);
        foreach (var (element, item) in schema.Elements(after))
        {
            earlier.Remove(element, out var was);
            Compare(element, was, item, schema.Items);
        }

        foreach (var (element, was) in earlier)
        {
            Compare(element, was, null, schema.Items);
        }
    }
}
