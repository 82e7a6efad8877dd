using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Defaults;

internal static class DefaultValues
{
    public static void Default(this JsonObject target, string name, JsonNode value) => target[name] ??= value;

    /// <summary>Gives a list's items that are objects; none when the field is absent.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject target, string name) =>
        (target[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static IEnumerable<JsonObject> Objects(this JsonObject target, params ReadOnlySpan<string> names)
    {
        IEnumerable<JsonObject> all = [];
        foreach (var name in names)
        {
            all = all.Concat(target.Objects(name));
        }

        return all;
    }

    public static JsonObject Metadata(this JsonObject target) => target.Child("metadata");
}
