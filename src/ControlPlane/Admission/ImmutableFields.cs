using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Admission;

/// <summary>Fields of Kubernetes' own kinds that are decided when the object is made.</summary>
internal sealed class ImmutableFields : IAdmission
{
    private const string PodChange =
        "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource is "configmaps" or "secrets" or "pods" or "persistentvolumeclaims" or "services";

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.OldObject is not { } before || request.Operation != AdmissionOperation.Update || request.Subresource is not null)
        {
            return null;
        }

        List<V1StatusCause> causes = request.Resource.GroupResource switch
        {
            "configmaps" => [.. Sealed(before, request.Object, "data", "binaryData")],
            "secrets" => [.. Sealed(before, request.Object, "data"), .. Fixed(before, request.Object, "type")],
            "pods" => [.. Pod(before, request.Object)],
            "persistentvolumeclaims" => [.. Claim(before, request.Object)],
            _ => [.. Fixed(before, request.Object, "spec", "clusterIP")],
        };
        return causes.Count == 0 ? null : Refusals.Invalid(request.Resource, request.Object.Text("metadata", "name") ?? "", causes);
    }

    /// <summary>Data that its owner has sealed, and the seal itself.</summary>
    private static IEnumerable<V1StatusCause> Sealed(JsonObject before, JsonObject after, params string[] fields)
    {
        if (before["immutable"]?.ToString() != "true")
        {
            return [];
        }

        return ((string[])["immutable", .. fields]).Where(field => !JsonNode.DeepEquals(before[field], after[field]))
            .Select(field => Refusals.Cause(field, "FieldValueForbidden", "Forbidden: field is immutable when `immutable` is set"));
    }

    private static IEnumerable<V1StatusCause> Fixed(JsonObject before, JsonObject after, params string[] path)
    {
        if (before.Text(path) is { Length: > 0 } was && after.Text(path) is { } now && now != was)
        {
            yield return Refusals.Cause(string.Join('.', path), "FieldValueInvalid", $"Invalid value: \"{now}\": field is immutable");
        }
    }

    private static IEnumerable<V1StatusCause> Pod(JsonObject before, JsonObject after)
    {
        if (!JsonNode.DeepEquals(Rest(before), Rest(after)))
        {
            yield return Refusals.Cause("spec", "FieldValueForbidden", PodChange);
        }
    }

    /// <summary>What of a pod's spec nobody may change. Whoever binds the pod to a node sets the node's name once.</summary>
    private static JsonObject Rest(JsonObject pod)
    {
        var copy = (JsonObject)pod.DeepClone();
        PodDefaults.ApplyToPod(copy); // one that was stored by an earlier release may lack some
        var spec = copy.Child("spec");
        foreach (var field in (string[])["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName", "ephemeralContainers"])
        {
            spec.Remove(field);
        }

        foreach (var container in spec.Objects("containers", "initContainers"))
        {
            container.Remove("image");
        }

        return spec;
    }

    private static IEnumerable<V1StatusCause> Claim(JsonObject before, JsonObject after)
    {
        var (was, now) = (Copy(before), Copy(after));
        foreach (var spec in (JsonObject[])[was, now])
        {
            (spec["resources"] as JsonObject)?.Remove("requests");
            spec.Remove("volumeName");
        }

        if (!JsonNode.DeepEquals(was, now))
        {
            yield return Refusals.Cause("spec", "FieldValueForbidden", "Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }
    }

    private static JsonObject Copy(JsonObject value) => (JsonObject)(value["spec"] as JsonObject ?? []).DeepClone();
}
