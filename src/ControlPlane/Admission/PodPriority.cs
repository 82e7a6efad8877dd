using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Admission;

/// <summary>Turns a pod's priority class, or the cluster's default one, into the number that the scheduler compares.</summary>
internal sealed class PodPriority(ClusterStore store) : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource == "pods";

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create)
        {
            return null;
        }

        var spec = request.Object.Child("spec");
        var classes = store.Snapshot.Of(PriorityClasses.Resource);
        var named = spec.Text("priorityClassName");
        var chosen = named is { Length: > 0 } ? store.Find(new StoreKey(PriorityClasses.Resource, "", named)) : Default(classes.Values);
        var pod = request.Object.Text("metadata", "name") ?? "";
        if (chosen is null && named is { Length: > 0 })
        {
            return Refusals.Forbidden(request.Resource, pod, $"no PriorityClass with name {named} was found");
        }

        var priority = chosen?.Root.Number("value") ?? 0;
        if (spec["priority"] is JsonValue given && given.TryGetValue<long>(out var number) && number != priority)
        {
            return Refusals.Forbidden(request.Resource, pod, $"the integer value of priority ({number}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name");
        }

        var policy = chosen?.Root.Text("preemptionPolicy") is { Length: > 0 } text ? text : "PreemptLowerPriority";
        if (spec.Text("preemptionPolicy") is { } wanted && wanted != policy)
        {
            return Refusals.Forbidden(request.Resource, pod, $"the string value of PreemptionPolicy ({wanted}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        }

        if (chosen is not null)
        {
            spec["priorityClassName"] = chosen.Key.Name;
        }

        spec["priority"] = priority;
        spec["preemptionPolicy"] = policy;
        return null;
    }

    /// <summary>Of several defaults, which only a race can make, the least important one.</summary>
    private static StoredObject? Default(IEnumerable<StoredObject> classes) =>
        classes.Where(PriorityClasses.IsDefault).MinBy(value => value.Root.Number("value"));
}
