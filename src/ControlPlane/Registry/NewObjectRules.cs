using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Where a new object may be created, and under which name.</summary>
internal static class NewObjectRules
{
    public static V1Status? Name(ResourceDefinition resource, string? ns, JsonObject value, out string name)
    {
        var metadata = value.Child("metadata");
        name = metadata.Text("name") ?? "";
        if (resource.Namespaced && metadata.Text("namespace") is { Length: > 0 } wanted && wanted != ns)
        {
            return Refusals.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        }

        if (name.Length == 0 && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            name = NameRules.Generate(prefix);
        }

        if (name.Length == 0)
        {
            return Refusals.Invalid(resource, "", [Refusals.Required("metadata.name", "Required value: name or generateName is required")]);
        }

        var causes = ObjectValidation.Metadata(resource, value, name).ToList();
        return causes.Count == 0 ? null : Refusals.Invalid(resource, name, causes);
    }

    public static V1Status? Namespace(StoreSnapshot snapshot, ResourceDefinition resource, string ns, string name)
    {
        if (snapshot.Find(new StoreKey("namespaces", "", ns)) is not { } home)
        {
            return Refusals.NotFound(ResourceCatalog.Namespaces, ns);
        }

        return home.IsBeingDeleted
            ? Refusals.Forbidden(resource, name, $"unable to create new content in namespace {ns} because it is being terminated")
            : null;
    }
}
