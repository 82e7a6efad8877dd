using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>A label selector as objects hold it, against an object's labels.</summary>
internal static class SelectorJson
{
    public static bool Matches(JsonElement selector, JsonElement value) =>
        (selector.At("matchLabels") is not { ValueKind: JsonValueKind.Object } labels || labels.EnumerateObject().All(label => Label(value, label.Name) == label.Value.ScalarText()))
        && selector.Items("matchExpressions").All(expression => Matches(expression, Label(value, expression.Text("key"))));

    private static bool Matches(JsonElement expression, string? label) => expression.Text("operator") switch
    {
        "In" => label is not null && Values(expression).Contains(label),
        "NotIn" => label is null || !Values(expression).Contains(label),
        "Exists" => label is not null,
        "DoesNotExist" => label is null,
        _ => false,
    };

    private static IEnumerable<string> Values(JsonElement expression) => expression.Items("values").Select(item => item.ScalarText());

    private static string? Label(JsonElement value, string key) => value.At("metadata", "labels", key)?.ScalarText();
}
