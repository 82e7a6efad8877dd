using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>One rule of a role: verbs on resources, or on paths.</summary>
internal sealed record PolicyRule(string[] Verbs, string[] ApiGroups, string[] Resources, string[] ResourceNames, string[] NonResourceUrls)
{
    private const string All = "*";

    public static PolicyRule[] Everything => [new([All], [All], [All], [], []), new([All], [], [], [], [All])];

    public static PolicyRule Of(JsonElement rule) => new(
        Texts(rule, "verbs"), Texts(rule, "apiGroups"), Texts(rule, "resources"), Texts(rule, "resourceNames"), Texts(rule, "nonResourceURLs"));

    public static PolicyRule[] AllOf(JsonElement role) => [.. role.Items("rules").Select(Of)];

    public bool Allows(AccessAttributes what) => Has(Verbs, what.Verb) && (what.Path is { } path
        ? NonResourceUrls.Any(url => MatchesPath(url, path))
        : Has(ApiGroups, what.Group) && Resources.Any(resource => MatchesResource(resource, what)) && (ResourceNames.Length == 0 || ResourceNames.Contains(what.Name)));

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        Add(json, "verbs", Verbs);
        Add(json, "apiGroups", ApiGroups);
        Add(json, "resources", Resources);
        Add(json, "resourceNames", ResourceNames);
        Add(json, "nonResourceURLs", NonResourceUrls);
        return json;
    }

    /// <summary>Prints the rule as refusals of upstream's server do.</summary>
    public override string ToString()
    {
        (string Name, string[] Values)[] members =
            [("APIGroups", ApiGroups), ("Resources", Resources), ("NonResourceURLs", NonResourceUrls), ("ResourceNames", ResourceNames), ("Verbs", Verbs)];
        var texts = members.Where(member => member.Values.Length > 0)
            .Select(member => $"{member.Name}:[{string.Join(" ", member.Values.Select(value => $"\"{value}\""))}]");
        return $"{{{string.Join(", ", texts)}}}";
    }

    private static bool Has(string[] values, string wanted)
    {
        foreach (var value in values)
        {
            if (value == All || value == wanted)
            {
                return true;
            }
        }

        return false;
    }

    /// <remarks><c>resource = "*" | name | name "/" subresource | "*/" subresource</c></remarks>
    private static bool MatchesResource(string resource, AccessAttributes what)
    {
        if (resource == All || what.Subresource.Length == 0)
        {
            return resource == All || resource == what.Resource;
        }

        var slash = resource.IndexOf('/');
        return slash > 0 && resource.AsSpan(slash + 1).SequenceEqual(what.Subresource) && resource.AsSpan(0, slash) is var name
            && (name is All || name.SequenceEqual(what.Resource));
    }

    private static bool MatchesPath(string url, string path) =>
        url == All || url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal));

    private static string[] Texts(JsonElement rule, string name) => [.. rule.Items(name).Select(item => item.ScalarText())];

    private static void Add(JsonObject json, string name, string[] values)
    {
        if (values.Length > 0)
        {
            json[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }
    }
}
