using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Admission;

/// <summary>The rules of priority classes: what users may ask for lies below the system's own two.</summary>
internal sealed class PriorityClasses(ClusterStore store) : IAdmission
{
    public const string Resource = "priorityclasses.scheduling.k8s.io";

    private const long HighestOfUsers = 1_000_000_000;
    private const string SystemPrefix = "system-";

    /// <summary>The classes that every cluster has.</summary>
    public static IReadOnlyList<(string Name, long Value, string Description)> System { get; } =
    [
        ("system-cluster-critical", 2 * HighestOfUsers, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
        ("system-node-critical", (2 * HighestOfUsers) + 1000, "Used for system critical pods that must not be moved from their current node."),
    ];

    public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource == Resource;

    public static bool IsDefault(StoredObject value) => value.Root.Text("globalDefault") == "true";

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete)
        {
            return null;
        }

        var value = request.Object;
        value.Default("preemptionPolicy", "PreemptLowerPriority");
        value["value"] ??= 0;
        var name = value.Text("metadata", "name") ?? "";
        List<V1StatusCause> causes = request.OldObject is { } before ? [.. Changes(before, value)] : [.. Problems(name, value)];
        if (causes.Count > 0)
        {
            return Refusals.Invalid(request.Resource, name, causes);
        }

        return value["globalDefault"]?.ToString() == "true" && store.Snapshot.Of(Resource).Values.FirstOrDefault(other => IsDefault(other) && other.Key.Name != name) is { } present
            ? Refusals.Forbidden(request.Resource, name, $"PriorityClass {present.Key.Name} is already marked as default. Only one default can exist")
            : null;
    }

    private static IEnumerable<V1StatusCause> Problems(string name, JsonObject value)
    {
        var number = value["value"] is JsonValue given && given.TryGetValue<long>(out var parsed) ? parsed : 0;
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            if (!System.Any(known => known.Name == name && known.Value == number))
            {
                yield return Refusals.Cause("metadata.name", "FieldValueForbidden", $"Forbidden: priority class names with '{SystemPrefix}' prefix are reserved for system use only. error: {name} is not a known system priority class");
            }
        }
        else if (number > HighestOfUsers)
        {
            yield return Refusals.Cause("value", "FieldValueForbidden", $"Forbidden: maximum allowed value of a user defined priority is {HighestOfUsers}");
        }
    }

    private static IEnumerable<V1StatusCause> Changes(JsonObject before, JsonObject after)
    {
        if (!JsonNode.DeepEquals(before["value"], after["value"]))
        {
            yield return Refusals.Cause("value", "FieldValueForbidden", "Forbidden: may not be changed in an update.");
        }

        if (!JsonNode.DeepEquals(before["preemptionPolicy"], after["preemptionPolicy"]))
        {
            yield return Refusals.Cause("preemptionPolicy", "FieldValueInvalid", $"Invalid value: {after["preemptionPolicy"]?.ToJsonString()}: field is immutable");
        }
    }
}
