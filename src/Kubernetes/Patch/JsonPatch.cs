using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Patch;

/// <summary>JSON patch (RFC 6902).</summary>
public static class JsonPatch
{
    /// <summary>The most operations one patch may have, as upstream's server limits it.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>Applies every operation in place, or says which one could not be applied.</summary>
    /// <param name="target">The document to change; half changed when the patch is refused.</param>
    /// <param name="operations">The patch.</param>
    /// <param name="error">Why the patch was refused.</param>
    public static bool TryApply(JsonObject target, JsonArray operations, [NotNullWhen(false)] out string? error)
    {
        if (operations.Count > MaxOperations)
        {
            error = $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}";
            return false;
        }

        foreach (var operation in operations)
        {
            error = operation is JsonObject step ? Apply(target, step) : "an operation is not an object";
            if (error is not null)
            {
                return false;
            }
        }

        error = null;
        return true;
    }

    private static string? Apply(JsonObject target, JsonObject operation)
    {
        var name = Text(operation, "op");
        var path = Text(operation, "path");
        if (!JsonPointer.TryParse(path, out var steps) || steps.Length == 0)
        {
            return $"{name} operation has a bad path: {path}";
        }

        return name switch
        {
            "add" => Add(target, steps, operation["value"]),
            "remove" => Remove(target, steps),
            "replace" => Replace(target, steps, operation["value"]),
            "test" => Test(target, steps, operation["value"]),
            "copy" or "move" => Transfer(target, Text(operation, "from"), steps, name == "move"),
            _ => $"unexpected operation kind: {name}",
        };
    }

    private static string? Text(JsonObject operation, string name) =>
        operation[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string? Add(JsonObject target, string[] steps, JsonNode? value)
    {
        if (!JsonPointer.TryFind(target, steps.AsSpan(0, steps.Length - 1), out var parent))
        {
            return Missing("add", steps);
        }

        switch (parent)
        {
            case JsonObject json:
                json[steps[^1]] = value?.DeepClone();
                return null;
            case JsonArray array when steps[^1] == "-":
                array.Add(value?.DeepClone());
                return null;
            case JsonArray array when JsonPointer.TryIndex(steps[^1], array.Count + 1, out var index):
                array.Insert(index, value?.DeepClone());
                return null;
            default:
                return Missing("add", steps);
        }
    }

    private static string? Remove(JsonObject target, string[] steps)
    {
        JsonPointer.TryFind(target, steps.AsSpan(0, steps.Length - 1), out var parent);
        switch (parent)
        {
            case JsonObject json when json.Remove(steps[^1]):
                return null;
            case JsonArray array when JsonPointer.TryIndex(steps[^1], array.Count, out var index):
                array.RemoveAt(index);
                return null;
            default:
                return Missing("remove", steps);
        }
    }

    private static string? Replace(JsonObject target, string[] steps, JsonNode? value)
    {
        JsonPointer.TryFind(target, steps.AsSpan(0, steps.Length - 1), out var parent);
        switch (parent)
        {
            case JsonObject json when json.ContainsKey(steps[^1]):
                json[steps[^1]] = value?.DeepClone();
                return null;
            case JsonArray array when JsonPointer.TryIndex(steps[^1], array.Count, out var index):
                array[index] = value?.DeepClone();
                return null;
            default:
                return Missing("replace", steps);
        }
    }

    private static string? Test(JsonObject target, string[] steps, JsonNode? expected) =>
        JsonPointer.TryFind(target, steps, out var actual) && JsonNode.DeepEquals(actual, expected)
            ? null
            : $"testing path /{string.Join('/', steps)} failed";

    private static string? Transfer(JsonObject target, string? from, string[] steps, bool move)
    {
        if (!JsonPointer.TryParse(from, out var source) || source.Length == 0 || !JsonPointer.TryFind(target, source, out var value))
        {
            return $"{(move ? "move" : "copy")} operation does not apply: doc is missing from path: {from}";
        }

        var copy = value?.DeepClone();
        return (move ? Remove(target, source) : null) ?? Add(target, steps, copy);
    }

    private static string Missing(string name, string[] steps) =>
        $"{name} operation does not apply: doc is missing path: /{string.Join('/', steps)}";
}
