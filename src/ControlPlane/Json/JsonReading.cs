using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Json;

/// <summary>Looks into objects whose shape is not known to be right.</summary>
internal static class JsonReading
{
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var current = element;
        foreach (var step in path)
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(step, out current))
            {
                return null;
            }
        }

        return current.ValueKind == JsonValueKind.Null ? null : current;
    }

    /// <summary>Gives a scalar's text; empty when it is absent or no scalar.</summary>
    public static string Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path)?.ScalarText() ?? "";

    public static string ScalarText(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() ?? "",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText().ToLowerInvariant(),
        _ => "",
    };

    public static long Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : 0;

    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            node = (node as JsonObject)?[step];
        }

        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    /// <summary>Gives the nested array, made when it is absent or something else.</summary>
    public static JsonArray List(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonArray list)
        {
            list = [];
            parent[name] = list;
        }

        return list;
    }

    /// <summary>Gives the nested object, made when it is absent or something else.</summary>
    public static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            child = [];
            parent[name] = child;
        }

        return child;
    }
}
