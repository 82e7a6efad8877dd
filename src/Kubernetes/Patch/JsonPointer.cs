using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Patch;

/// <summary>A JSON pointer (RFC 6901), taken apart into its parent and its last step.</summary>
/// <remarks><c>pointer = { "/" step }</c>; <c>~0</c> stands for <c>~</c> and <c>~1</c> for <c>/</c>.</remarks>
internal static class JsonPointer
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out string[]? steps)
    {
        steps = null;
        if (text is null || (text.Length > 0 && text[0] != '/'))
        {
            return false;
        }

        steps = text.Length == 0 ? [] : [.. text[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        return true;
    }

    public static bool TryFind(JsonNode? root, ReadOnlySpan<string> steps, out JsonNode? found)
    {
        found = root;
        foreach (var step in steps)
        {
            if (!TryStep(found, step, out found))
            {
                return false;
            }
        }

        return true;
    }

    public static bool TryIndex(string step, int count, out int index) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < count;

    private static bool TryStep(JsonNode? node, string step, out JsonNode? found)
    {
        found = null;
        switch (node)
        {
            case JsonObject json:
                return json.TryGetPropertyValue(step, out found);
            case JsonArray array when TryIndex(step, array.Count, out var index):
                found = array[index];
                return true;
            default:
                return false;
        }
    }
}
