using System.Text.Json.Nodes;
using ModelServing.ControlPlane.CustomResources;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>
/// OpenAPI v3 of one group version: what kubectl needs to compute patches (merge keys), to know that the server validates fields,
/// and to explain kinds.
/// </summary>
internal static class OpenApiDocuments
{
    public static JsonObject Index(ResourceMap served)
    {
        var paths = new JsonObject();
        foreach (var (group, version) in served.All.Select(resource => (resource.Group, resource.Version)).Distinct())
        {
            var path = group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    public static JsonObject? Find(ResourceMap served, string group, string version)
    {
        var resources = served.In(group, version).ToList();
        if (resources.Count == 0)
        {
            return null;
        }

        var schemas = new SchemaSet();
        var paths = new JsonObject();
        foreach (var resource in resources)
        {
            var reference = schemas.AddKind(resource);
            var root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
            var scope = resource.Namespaced ? "/namespaces/{namespace}" : "";
            paths[$"{root}{scope}/{resource.Plural}"] = new JsonObject
            {
                ["get"] = Operations.Read(resource, reference, "list"),
                ["post"] = Operations.Write(resource, reference, "post", ["application/json"]),
            };
            paths[$"{root}{scope}/{resource.Plural}/{{name}}"] = new JsonObject
            {
                ["get"] = Operations.Read(resource, reference, "get"),
                ["put"] = Operations.Write(resource, reference, "put", ["application/json"]),
                ["patch"] = Operations.Write(resource, reference, "patch", Operations.PatchTypes(resource)),
            };
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.32.0" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.Build() },
        };
    }
}
