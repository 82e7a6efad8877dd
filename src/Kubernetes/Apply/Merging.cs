using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>Puts an applied configuration over an object.</summary>
internal static class Merging
{
    public static JsonObject Merge(JsonObject live, JsonObject config, IMergeSchema schema)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in live)
        {
            merged[name] = config[name] is { } change ? Value(value, change, schema.Member(name)) : value?.DeepClone();
        }

        foreach (var (name, value) in config)
        {
            if (!live.ContainsKey(name))
            {
                merged[name] = value?.DeepClone();
            }
        }

        return merged;
    }

    private static JsonNode? Value(JsonNode? live, JsonNode config, IMergeSchema schema) => (live, config) switch
    {
        (JsonObject from, JsonObject to) when schema.FormOf(config) == MergeForm.Members => Merge(from, to, schema),
        (JsonArray from, JsonArray to) when schema.FormOf(config) is MergeForm.Set or MergeForm.Keyed => List(from, to, schema),
        _ => config.DeepClone(),
    };

    /// <summary>The applied items keep their order; others stay before the shared item that they were before.</summary>
    private static JsonArray List(JsonArray live, JsonArray config, IMergeSchema schema)
    {
        var wanted = schema.Elements(config).ToList();
        var known = wanted.Select(entry => entry.Element).ToHashSet(StringComparer.Ordinal);
        var present = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in live)
        {
            present.TryAdd(PathElement.Item(item, schema) ?? "", item);
        }

        var merged = new JsonArray();
        var next = 0;
        foreach (var item in live)
        {
            var element = PathElement.Item(item, schema) ?? "";
            if (!known.Contains(element))
            {
                merged.Add(item?.DeepClone());
            }
            else if (element == NextShared())
            {
                AddWanted(until: element);
            }
        }

        AddWanted(until: null);
        return merged;

        string? NextShared() => wanted.Skip(next).Select(entry => entry.Element).FirstOrDefault(present.ContainsKey);

        void AddWanted(string? until)
        {
            for (var added = ""; next < wanted.Count && added != until; next++)
            {
                (added, var item) = wanted[next];
                merged.Add(item is null || !present.TryGetValue(added, out var was) ? item?.DeepClone() : Value(was, item, schema.Items));
            }
        }
    }
}
