using System.Text.Json.Nodes;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>All groups, versions and kinds in one document, for clients that ask for it: one request instead of one for each version.</summary>
internal static class AggregatedDiscovery
{
    private const string MediaType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.ToString().Replace(" ", "", StringComparison.Ordinal).Contains(MediaType, StringComparison.Ordinal);

    public static Task WriteAsync(HttpContext context, ResourceMap served, bool isCore)
    {
        var groups = isCore ? [""] : DiscoveryDocuments.Groups(served);
        var body = JsonBytes.Of(new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/v2",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. groups.Select(group => Group(served, group))]),
        });
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static JsonObject Group(ResourceMap served, string group) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = group, ["creationTimestamp"] = null },
        ["versions"] = new JsonArray([.. DiscoveryDocuments.Versions(served, group).Select(version => Version(served, group, version))]),
    };

    private static JsonObject Version(ResourceMap served, string group, string version)
    {
        var resources = served.In(group, version).OrderBy(resource => resource.Plural, StringComparer.Ordinal).Select(Resource)
            .Concat(ReviewKinds.Of(group, version).Select(Review))
            .Concat(MetricsKinds.Of(group, version).Select(Metrics));
        return new JsonObject { ["version"] = version, ["resources"] = new JsonArray([.. resources]), ["freshness"] = "Current" };
    }

    private static JsonObject Resource(ResourceDefinition resource)
    {
        var json = new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = Kind(resource.Group, resource.Version, resource.Kind),
            ["scope"] = Scope(resource.Namespaced),
            ["singularResource"] = resource.Singular,
            ["verbs"] = ResourceVerbs.Objects,
        };
        AddNames(json, "shortNames", resource.ShortNames);
        AddNames(json, "categories", resource.Categories);
        var subresources = ResourceVerbs.Subresources(resource).Select(sub => new JsonObject
        {
            ["subresource"] = sub.Name,
            ["responseKind"] = Kind(sub.Group, sub.Version, sub.Kind),
            ["verbs"] = sub.Verbs,
        }).ToArray<JsonNode>();
        if (subresources.Length > 0)
        {
            json["subresources"] = new JsonArray(subresources);
        }

        return json;
    }

    private static JsonObject Metrics(MetricsKinds kind) => new()
    {
        ["resource"] = kind.Plural,
        ["responseKind"] = Kind(MetricsKinds.Group, MetricsKinds.Version, kind.Kind),
        ["scope"] = Scope(kind.Namespaced),
        ["singularResource"] = "",
        ["verbs"] = MetricsKinds.Verbs,
    };

    private static JsonObject Review(ReviewKinds review) => new()
    {
        ["resource"] = review.Plural,
        ["responseKind"] = Kind(review.Group, "v1", review.Kind),
        ["scope"] = Scope(review.Namespaced),
        ["singularResource"] = review.Kind.ToLowerInvariant(),
        ["verbs"] = new JsonArray("create"),
    };

    private static string Scope(bool isNamespaced) => isNamespaced ? "Namespaced" : "Cluster";

    private static JsonObject Kind(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static void AddNames(JsonObject json, string name, string[] values)
    {
        if (values.Length > 0)
        {
            json[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }
    }
}
