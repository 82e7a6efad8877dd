using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>What a definition may leave out.</summary>
internal static class DefinitionDefaults
{
    public static void Apply(JsonObject definition)
    {
        var spec = definition.Child("spec");
        var names = spec.Child("names");
        if (names.Text("kind") is { Length: > 0 } kind)
        {
            SetIfEmpty(names, "singular", kind.ToLowerInvariant());
            SetIfEmpty(names, "listKind", $"{kind}List");
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
    }

    private static void SetIfEmpty(JsonObject names, string name, string value)
    {
        if (string.IsNullOrEmpty(names.Text(name)))
        {
            names[name] = value;
        }
    }
}
