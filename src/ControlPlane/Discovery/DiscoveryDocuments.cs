using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>What the API tells about its groups, versions and kinds, one document per group version.</summary>
internal static class DiscoveryDocuments
{
    public static IEnumerable<string> Groups => ResourceCatalog.All.Select(resource => resource.Group).Where(group => group.Length > 0)
        .Concat(["authorization.k8s.io", "authentication.k8s.io"]).Distinct().Order(StringComparer.Ordinal);

    public static JsonObject CoreVersions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    public static JsonObject GroupList() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Groups.Select(name => Group(name))]),
    };

    public static JsonObject? FindGroup(string name)
    {
        if (!Groups.Contains(name))
        {
            return null;
        }

        var group = Group(name);
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";
        return group;
    }

    public static JsonObject? FindVersion(string group, string version)
    {
        var resources = ResourceCatalog.All.Where(resource => resource.Group == group && resource.Version == version).SelectMany(Resources).ToList();
        resources.AddRange(ReviewKinds.Of(group, version).Select(review => review.ToResource()));
        return resources.Count == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([.. resources]),
        };
    }

    /// <summary>Gives a group's versions, the preferred one first.</summary>
    public static IEnumerable<string> Versions(string group) => ResourceCatalog.All.Where(resource => resource.Group == group)
        .OrderByDescending(resource => resource.StorageVersion == resource.Version).Select(resource => resource.Version)
        .Concat(ReviewKinds.All.Where(review => review.Group == group).Select(_ => "v1")).Distinct();

    private static JsonObject Group(string name)
    {
        var versions = Versions(name).Select(version => new JsonObject { ["groupVersion"] = $"{name}/{version}", ["version"] = version }).ToList();
        return new JsonObject
        {
            ["name"] = name,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private static IEnumerable<JsonObject> Resources(ResourceDefinition resource)
    {
        var json = new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = ResourceVerbs.Objects,
        };
        AddNames(json, "shortNames", resource.ShortNames);
        AddNames(json, "categories", resource.Categories);
        yield return json;
        foreach (var (name, group, version, kind, verbs) in ResourceVerbs.Subresources(resource))
        {
            yield return new JsonObject
            {
                ["name"] = $"{resource.Plural}/{name}",
                ["singularName"] = "",
                ["namespaced"] = resource.Namespaced,
                ["group"] = group,
                ["version"] = version,
                ["kind"] = kind,
                ["verbs"] = verbs,
            };
        }
    }

    private static void AddNames(JsonObject json, string name, string[] values)
    {
        if (values.Length > 0)
        {
            json[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }
    }
}
