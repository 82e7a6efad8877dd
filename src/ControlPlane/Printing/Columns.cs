using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Printing;

/// <summary>The columns many kinds share.</summary>
internal static class Columns
{
    public const string None = "<none>";

    public static Column Name { get; } = new("Name", (value, _) => value.Text("metadata", "name")) { Format = "name" };

    public static Column Age { get; } = new("Age", (value, now) => Ages.Since(value.Text("metadata", "creationTimestamp"), now));

    /// <summary>A text; <c>&lt;none&gt;</c> where it is absent.</summary>
    public static Column Text(string name, params string[] path) => Text(name, value => value.Text(path));

    public static Column Text(string name, Func<JsonElement, string> cell) => new(name, (value, _) => cell(value) is { Length: > 0 } text ? text : None);

    /// <summary>A field of a custom kind: empty where it is absent.</summary>
    public static Column Field(string name, Func<JsonElement, string> cell) => new(name, (value, _) => cell(value));

    public static Column Field(string name, params string[] path) => new(name, (value, _) => value.Text(path));

    public static Column Number(string name, params string[] path) => new(name, (value, _) => value.Number(path)) { Type = "integer" };

    public static Column Count(string name, params string[] path) =>
        new(name, (value, _) => value.At(path) is { ValueKind: JsonValueKind.Object } map ? map.GetPropertyCount() : 0) { Type = "integer" };

    public static Column Raw(string name, string type, Func<JsonElement, JsonNode?> cell) => new(name, (value, _) => cell(value)) { Type = type };

    public static string Condition(JsonElement value, string type, string field = "status") =>
        value.Items("status", "conditions").Where(item => item.Text("type") == type).Select(item => item.Text(field)).FirstOrDefault() ?? "";

    public static string Labels(JsonElement? labels) => labels is { ValueKind: JsonValueKind.Object } map
        ? string.Join(',', map.EnumerateObject().Select(label => $"{label.Name}={label.Value}"))
        : "";
}
