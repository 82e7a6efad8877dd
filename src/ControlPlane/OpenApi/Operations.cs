using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>The operations of a kind, as far as kubectl looks at them.</summary>
internal static class Operations
{
    public static string[] PatchTypes(ResourceDefinition resource) => resource.IsCustom
        ? ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
        : ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json"];

    public static JsonObject Read(ResourceDefinition resource, JsonObject schema, string action)
    {
        var operation = Operation(resource, action);
        operation["responses"] = Responses(schema);
        return operation;
    }

    public static JsonObject Write(ResourceDefinition resource, JsonObject schema, string action, string[] mediaTypes)
    {
        var operation = Operation(resource, action);
        operation["parameters"] = new JsonArray(Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation"));
        operation["requestBody"] = new JsonObject
        {
            ["content"] = new JsonObject(mediaTypes.Select(type => KeyValuePair.Create<string, JsonNode?>(type, Body(schema)))),
        };
        operation["responses"] = Responses(schema);
        return operation;
    }

    public static JsonObject GroupVersionKind(ResourceDefinition resource) => new()
    {
        ["group"] = resource.Group,
        ["version"] = resource.Version,
        ["kind"] = resource.Kind,
    };

    private static JsonObject Operation(ResourceDefinition resource, string action) => new()
    {
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = GroupVersionKind(resource),
    };

    private static JsonObject Parameter(string name) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
    };

    private static JsonObject Responses(JsonObject schema) => new()
    {
        ["200"] = new JsonObject { ["description"] = "OK", ["content"] = new JsonObject { ["application/json"] = Body(schema) } },
    };

    private static JsonObject Body(JsonObject schema) => new() { ["schema"] = schema.DeepClone() };
}
