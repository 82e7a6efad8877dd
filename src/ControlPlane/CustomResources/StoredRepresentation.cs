using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Stored objects as a version of the API shows them.</summary>
internal static class StoredRepresentation
{
    /// <summary>Says whether the stored bytes are what the version shows.</summary>
    public static bool IsCurrent(ResourceDefinition resource, StoredObject value) => resource.Custom is { } custom
        ? custom.Wrote(value, resource.ApiVersion)
        : resource.ApiVersion == resource.StorageApiVersion && (!resource.IsCustom || value.Root.GetProperty("apiVersion").ValueEquals(resource.ApiVersion));

    /// <summary>Gives a copy in the version; a custom kind's with the defaults that it got after the object was written.</summary>
    public static JsonObject Read(ResourceDefinition resource, StoredObject value)
    {
        var node = value.ToNode();
        ResourceVersions.FromStorage(resource, node);
        if (resource.Custom is { } custom && !custom.Wrote(value, resource.ApiVersion))
        {
            custom.Fit(node);
        }

        return node;
    }
}
