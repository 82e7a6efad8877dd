using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>Values as Go prints maps by default, as some of the API server's messages do: <c>map[spec:map[replicas:3]]</c>.</summary>
public static class GoFormat
{
    /// <summary>Prints a value.</summary>
    /// <param name="value">The value.</param>
    public static string Print(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Print(member.Value)}"))}]",
        JsonArray items => $"[{string.Join(' ', items.Select(Print))}]",
        _ => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
    };
}
