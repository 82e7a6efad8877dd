using System.Text.Json.Nodes;
using ModelServing.ControlPlane.CustomResources;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>OpenAPI v2 of everything that is served: the schemas of version 3, without what version 2 cannot say.</summary>
internal static class OpenApiVersion2
{
    private const string Version3References = "#/components/schemas/";
    private const string Version2References = "#/definitions/";

    private static readonly string[] Unsayable = ["allOf", "anyOf", "not", "nullable", "oneOf", "x-kubernetes-validations"];

    public static JsonObject Build(ResourceMap served)
    {
        var definitions = new JsonObject();
        foreach (var (group, version) in served.All.Select(resource => (resource.Group, resource.Version)).Distinct())
        {
            var schemas = OpenApiDocuments.Find(served, group, version)?["components"]?["schemas"] as JsonObject ?? [];
            foreach (var (name, schema) in schemas)
            {
                definitions[name] ??= Convert(schema);
            }
        }

        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.32.0" },
            ["paths"] = new JsonObject(),
            ["definitions"] = definitions,
        };
    }

    private static JsonNode? Convert(JsonNode? schema) => schema switch
    {
        JsonObject map => ConvertObject(map),
        JsonArray items => new JsonArray([.. items.Select(Convert)]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith(Version3References, StringComparison.Ordinal) =>
            Version2References + text[Version3References.Length..],
        _ => schema?.DeepClone(),
    };

    private static JsonObject ConvertObject(JsonObject map)
    {
        // Version 3 wraps a reference to give it a default; version 2 refers plainly.
        if (map["allOf"] is JsonArray { Count: 1 } wrapped && wrapped[0] is JsonObject reference && reference["$ref"] is not null && map["properties"] is null)
        {
            return ConvertObject(reference);
        }

        var converted = new JsonObject();
        foreach (var (name, child) in map)
        {
            if (name == "properties" && child is JsonObject members)
            {
                // A property may have the name of a keyword.
                converted[name] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Convert(member.Value))));
            }
            else if (!Unsayable.Contains(name))
            {
                converted[name] = Convert(child);
            }
        }

        return converted;
    }
}
