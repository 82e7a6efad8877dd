using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>
/// Fields that have other names in other versions of a kind. Every manager's are recorded as it named them; for one write all are
/// named as the request does.
/// </summary>
internal static class VersionedFields
{
    private static readonly Dictionary<string, FieldSet> SameField = new()
    {
        ["autoscaling/v1"] = InSpec("f:targetCPUUtilizationPercentage"),
        ["autoscaling/v2"] = InSpec("f:metrics"),
    };

    /// <summary>Names everybody's fields as the request's version does.</summary>
    public static ManagedFields ToRequest(ManagedFields managers, ResourceDefinition resource) =>
        HasOthers(resource) ? managers.Select(entry => entry with { Fields = Rename(entry.Fields, entry.ApiVersion, resource.ApiVersion) }) : managers;

    /// <summary>Names everybody's fields again as they themselves did.</summary>
    public static ManagedFields FromRequest(ManagedFields managers, ResourceDefinition resource) =>
        HasOthers(resource) ? managers.Select(entry => entry with { Fields = Rename(entry.Fields, resource.ApiVersion, entry.ApiVersion) }) : managers;

    private static bool HasOthers(ResourceDefinition resource) => SameField.ContainsKey(resource.ApiVersion);

    private static FieldSet Rename(FieldSet fields, string from, string to) =>
        from != to && SameField.TryGetValue(from, out var old) && SameField.TryGetValue(to, out var renamed) && !fields.Intersection(old).IsEmpty
            ? fields.Difference(old).Union(renamed)
            : fields;

    private static FieldSet InSpec(string field)
    {
        FieldSet.TryRead(new JsonObject { ["f:spec"] = new JsonObject { [field] = new JsonObject() } }, out var fields);
        return fields;
    }
}
