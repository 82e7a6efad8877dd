using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Builds JSON merge patches (RFC 7386).</summary>
internal static class PatchBuilder
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

    /// <summary>What has to be written where <paramref name="current"/> is, or null. Lists are written whole.</summary>
    public static JsonNode? Change(JsonNode? current, JsonNode? desired, bool remove) => (current, desired) switch
    {
        (_, null) => null,
        (JsonObject from, JsonObject to) => Diff(from, to, remove),

        // Members of a list's items that only the server filled in are no difference.
        (JsonArray from, JsonArray to) when !remove && from.Count == to.Count && from.Zip(to).All(pair => Change(pair.First, pair.Second, remove) is null) => null,
        _ when JsonNode.DeepEquals(current, desired) => null,
        _ => desired.DeepClone(),
    };
}
