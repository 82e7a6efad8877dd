using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Builds JSON merge patches (RFC 7386).</summary>
internal static class MergePatch
{
    /// <summary>
    /// The patch that turns <paramref name="current"/> into <paramref name="desired"/>, or null when there is nothing to do.
    /// Without <paramref name="remove"/>, members that only <paramref name="current"/> has are left alone.
    /// </summary>
    public static JsonObject? Diff(JsonObject? current, JsonObject desired, bool remove)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in desired)
        {
            if (Change(current?[name], value, remove) is { } change)
            {
                patch[name] = change;
            }
        }

        if (remove && current is not null)
        {
            foreach (var name in current.Select(pair => pair.Key).Where(name => desired[name] is null))
            {
                patch[name] = null;
            }
        }

        return patch.Count > 0 ? patch : null;
    }

    private static JsonNode? Change(JsonNode? current, JsonNode? desired, bool remove) => (current, desired) switch
    {
        (_, null) => null,
        (JsonObject from, JsonObject to) => Diff(from, to, remove),
        _ when JsonNode.DeepEquals(current, desired) => null,
        _ => desired.DeepClone(),
    };
}
