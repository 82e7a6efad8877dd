using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Finds what a list holds twice.</summary>
internal static class Duplicates
{
    /// <summary>Gives the index of every item whose key an item before it has.</summary>
    public static IEnumerable<int> IndexOf(JsonArray items, Func<JsonNode?, JsonNode?> key)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (!seen.Add(Canonical(key(items[i]))))
            {
                yield return i;
            }
        }
    }

    private static string Canonical(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject map => $"{{{string.Join(',', map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{GoValues.Quote(member.Key)}:{Canonical(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Canonical))}]",
        _ => GoValues.Print(value),
    };
}
