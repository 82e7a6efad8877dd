using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>Finds what keeps a configuration from being merged: undeclared members, and list items that cannot be told apart.</summary>
public static class ConfigurationCheck
{
    /// <summary>Gives every problem, with its place: <c>.spec.containers: duplicate entries for key [name="a"]</c>.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="allowUndeclared">Whether members that the schema lacks are let through.</param>
    public static IReadOnlyList<string> Find(JsonObject configuration, IMergeSchema schema, bool allowUndeclared = false)
    {
        var problems = new List<string>();
        Check(configuration, "", schema, problems, allowUndeclared);
        return problems;
    }

    private static void Check(JsonNode? value, string path, IMergeSchema schema, List<string> problems, bool allowUndeclared)
    {
        switch (schema.Form)
        {
            case MergeForm.Members when value is JsonObject members:
                foreach (var (name, member) in members)
                {
                    CheckMember(name, member, $"{path}.{name}", schema, problems, allowUndeclared);
                }

                break;
            case MergeForm.Set or MergeForm.Keyed when value is JsonArray items:
                CheckItems(items, path, schema, problems, allowUndeclared);
                break;
        }
    }

    private static void CheckMember(string name, JsonNode? member, string path, IMergeSchema schema, List<string> problems, bool allowUndeclared)
    {
        if ((schema.Declared(name) ?? schema.Values) is { } known)
        {
            Check(member, path, known, problems, allowUndeclared);
        }
        else if (!allowUndeclared)
        {
            problems.Add($"{path}: field not declared in schema");
        }
    }

    private static void CheckItems(JsonArray items, string path, IMergeSchema schema, List<string> problems, bool allowUndeclared)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (PathElement.Item(items[i], schema) is not { } element)
            {
                problems.Add($"{path}: element {i}: {Unnamed(items[i], schema)}");
                continue;
            }

            var display = PathElement.Display(element);
            if (!seen.Add(element))
            {
                problems.Add($"{path}: duplicate entries for key {display}");
            }

            Check(items[i], path + display, schema.Items, problems, allowUndeclared);
        }
    }

    private static string Unnamed(JsonNode? item, IMergeSchema schema) => (schema.Form, item) switch
    {
        (MergeForm.Set, null) => "associative list without keys has an element that's an explicit null",
        (MergeForm.Set, JsonArray) => "not supported: associative list with lists as elements",
        (MergeForm.Set, _) => "associative list without keys has an element that's a map type",
        (_, null) => "associative list with keys may not have a null element",
        (_, JsonObject members) => $"associative list with keys has an element that omits key field \"{schema.Keys.First(key => members[key] is null && schema.KeyDefault(key) is null)}\" (and doesn't have default value)",
        _ => "associative list with keys may not have non-map elements",
    };
}
