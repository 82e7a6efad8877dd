using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>What a changed object must satisfy, and which part of it a request may change.</summary>
internal static class UpdateRules
{
    public static V1Status? Check(ResourceDefinition resource, StoredObject current, JsonObject after, WriteOptions options)
    {
        if (ObjectValidation.Decode(resource, after, options) is { } malformed)
        {
            return malformed;
        }

        var metadata = after.Child("metadata");
        if (metadata.Text("name") is { } name && name != current.Key.Name)
        {
            return Refusals.BadRequest($"the name of the object ({name}) does not match the name on the URL ({current.Key.Name})");
        }

        if (resource.Namespaced && metadata.Text("namespace") is { Length: > 0 } ns && ns != current.Key.Namespace)
        {
            return Refusals.BadRequest($"the namespace of the object ({ns}) does not match the namespace on the request ({current.Key.Namespace})");
        }

        if (metadata.Text("uid") is { Length: > 0 } uid && uid != current.Uid)
        {
            return Refusals.Conflict(resource, current.Key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        if (metadata.Text("resourceVersion") is { Length: > 0 } version && version != current.Root.Text("metadata", "resourceVersion"))
        {
            return Refusals.Conflict(resource, current.Key.Name);
        }

        if (current.IsBeingDeleted && NewFinalizers(current, metadata) is { Count: > 0 } added)
        {
            var names = string.Join(", ", added.Select(finalizer => $"\"{finalizer}\""));
            return Refusals.Invalid(
                resource,
                current.Key.Name,
                [Refusals.Cause("metadata.finalizers", "FieldValueForbidden", $"Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{{{names}}}")]);
        }

        var causes = ObjectValidation.Metadata(resource, after, current.Key.Name).ToList();
        return causes.Count == 0 ? null : Refusals.Invalid(resource, current.Key.Name, causes);
    }

    private static List<string> NewFinalizers(StoredObject current, JsonObject metadata)
    {
        var known = current.Root.Items("metadata", "finalizers").Select(finalizer => finalizer.ScalarText()).ToHashSet(StringComparer.Ordinal);
        return [.. (metadata["finalizers"] as JsonArray ?? []).Select(finalizer => finalizer?.ToString() ?? "").Where(finalizer => !known.Contains(finalizer))];
    }

    /// <summary>A status update cannot change the desired state, and an update cannot change the status.</summary>
    public static void KeepUntouchedPart(ResourceDefinition resource, JsonObject before, JsonObject after, string? subresource)
    {
        if (subresource == "status")
        {
            // A built-in kind takes labels and annotations along with its status; a custom one nothing else.
            var metadata = (resource.IsCustom ? before : after)["metadata"]?.DeepClone();
            var status = after["status"]?.DeepClone();
            after.Clear();
            foreach (var (name, value) in before)
            {
                after[name] = value?.DeepClone();
            }

            after["metadata"] = metadata;
            Set(after, status);
        }
        else if (resource.HasStatus)
        {
            Set(after, before["status"]?.DeepClone());
        }
    }

    private static void Set(JsonObject after, JsonNode? status)
    {
        if (status is null)
        {
            after.Remove("status");
        }
        else
        {
            after["status"] = status;
        }
    }
}
