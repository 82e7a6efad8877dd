using System.Text.Json.Nodes;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>What the API tells about its groups, versions and kinds, one document per group version.</summary>
internal static class DiscoveryDocuments
{
    public static IEnumerable<string> Groups(ResourceMap served) => GroupPriority.Sort(served.All.Select(resource => resource.Group).Where(group => group.Length > 0)
        .Concat(["authorization.k8s.io", "authentication.k8s.io", MetricsKinds.Group]).Distinct());

    public static JsonObject CoreVersions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    public static JsonObject GroupList(ResourceMap served) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Groups(served).Select(name => Group(served, name))]),
    };

    public static JsonObject? FindGroup(ResourceMap served, string name)
    {
        if (!Groups(served).Contains(name))
        {
            return null;
        }

        var group = Group(served, name);
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";
        return group;
    }

    public static JsonObject? FindVersion(ResourceMap served, string group, string version)
    {
        var resources = served.In(group, version).OrderBy(resource => resource.Plural, StringComparer.Ordinal).SelectMany(Resources).ToList();
        resources.AddRange(ReviewKinds.Of(group, version).Select(review => review.ToResource()));
        resources.AddRange(MetricsKinds.Of(group, version).Select(kind => kind.ToResource()));
        return resources.Count == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([.. resources]),
        };
    }

    /// <summary>Gives a group's versions, the preferred one first.</summary>
    public static IEnumerable<string> Versions(ResourceMap served, string group) => served.All.Where(resource => resource.Group == group)
        .Select(resource => resource.Version).Concat(ReviewKinds.All.Where(review => review.Group == group).Select(_ => "v1")).Concat(MetricsKinds.Versions(group))
        .Distinct().OrderBy(version => version, VersionPriority.Comparer);

    private static JsonObject Group(ResourceMap served, string name)
    {
        var versions = Versions(served, name).Select(version => new JsonObject { ["groupVersion"] = $"{name}/{version}", ["version"] = version }).ToList();
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
