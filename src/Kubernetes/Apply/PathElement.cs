using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>One step of a field's path, as <c>fieldsV1</c> writes it.</summary>
/// <remarks><c>element = "f:" name | "k:" object of keys | "v:" scalar | "i:" index</c>, for example <c>k:{"name":"main"}</c>.</remarks>
internal static class PathElement
{
    public const string Presence = ".";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Field(string name) => "f:" + name;

    /// <summary>Gives the element of a list's item; null for an item that its list's keys do not name.</summary>
    public static string? Item(JsonNode? item, IMergeSchema list) => list.Form == MergeForm.Set
        ? item is JsonValue scalar ? "v:" + scalar.ToJsonString(Compact) : null
        : item is JsonObject members ? Key(members, list) : null;

    public static bool IsValid(string element) => element.Length >= 2 && element[1] == ':' && element[0] switch
    {
        'f' => true,
        'i' => int.TryParse(element.AsSpan(2), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _),
        'k' => Parse(element) is JsonObject { Count: > 0 },
        'v' => Parse(element) is JsonValue,
        _ => false,
    };

    /// <summary>Gives the element as messages show it: <c>.name</c>, <c>[name="main"]</c>, <c>[="value"]</c>, <c>[0]</c>.</summary>
    public static string Display(string element) => element[0] switch
    {
        'f' => "." + element[2..],
        'k' when Parse(element) is JsonObject keys => $"[{string.Join(',', keys.Select(key => $"{key.Key}={key.Value?.ToJsonString(Compact) ?? "null"}"))}]",
        'v' => $"[={element[2..]}]",
        _ => $"[{element[2..]}]",
    };

    private static string? Key(JsonObject item, IMergeSchema list)
    {
        var keys = new JsonObject();
        foreach (var name in list.Keys.Order(StringComparer.Ordinal))
        {
            if ((item[name] ?? list.KeyDefault(name)) is not { } value)
            {
                return null;
            }

            keys[name] = value.DeepClone();
        }

        return "k:" + keys.ToJsonString(Compact);
    }

    private static JsonNode? Parse(string element)
    {
        try
        {
            return JsonNode.Parse(element.AsSpan(2).ToString());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
