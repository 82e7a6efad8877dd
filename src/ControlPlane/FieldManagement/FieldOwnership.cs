using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>Keeps <c>metadata.managedFields</c> for every write.</summary>
internal static class FieldOwnership
{
    private const string Field = "managedFields";

    /// <summary>Takes the ownership out of an object, which then can be compared and merged without it.</summary>
    public static JsonArray? Detach(JsonObject value)
    {
        if (value["metadata"] is not JsonObject metadata || metadata[Field] is not JsonArray managers)
        {
            (value["metadata"] as JsonObject)?.Remove(Field);
            return null;
        }

        metadata.Remove(Field);
        return managers;
    }

    public static void Attach(JsonObject value, JsonArray? managers)
    {
        if (managers is { Count: > 0 })
        {
            value.Child("metadata")[Field] = managers;
        }
    }

    /// <summary>Who creates an object owns what it says; who applied it has brought the ownership along.</summary>
    public static void RecordCreation(ResourceDefinition resource, JsonObject value, JsonArray? sent, WriteOptions options, DateTimeOffset now) =>
        Attach(value, options.Applies ? sent : Creation(resource, value, options.Manager, now).ToJson());

    /// <summary>The ownership of an object of which all is one manager's.</summary>
    public static ManagedFields Creation(ResourceDefinition resource, JsonObject value, string manager, DateTimeOffset now)
    {
        var blank = BlankObjects.Of(resource, value);
        if (resource.HasStatus && value["status"] is { } status)
        {
            // Not the client's: a new object's status is what the server makes of it.
            blank["status"] = status.DeepClone();
        }

        return Updated(resource, blank, value, ManagedFields.None, FieldManager.Updater(manager, resource.ApiVersion, null), now);
    }

    /// <summary>Who updates an object owns what it changed. What nobody has owned since its ownership was cleared stays without.</summary>
    public static void RecordUpdate(ResourceDefinition resource, JsonObject before, JsonObject after, JsonArray? sent, WriteOptions options, DateTimeOffset now)
    {
        var had = Detach(before);
        var next = options.Applies ? Applied(before, after, had, sent) : Updated(resource, before, after, had, sent, options, now);
        Attach(before, had);
        Attach(after, next);
    }

    /// <summary>Reads an object's ownership; one that nobody can read is none.</summary>
    public static ManagedFields Read(JsonArray? managers) => ManagedFields.TryRead(managers, out var read, out _) ? read : ManagedFields.None;

    private static JsonArray? Applied(JsonObject before, JsonObject after, JsonArray? had, JsonArray? sent) =>
        JsonNode.DeepEquals(before, after) && Read(had).OwnsTheSame(Read(sent)) ? Copy(had) : sent;

    private static JsonArray? Updated(
        ResourceDefinition resource, JsonObject before, JsonObject after, JsonArray? had, JsonArray? sent, WriteOptions options, DateTimeOffset now)
    {
        // A subresource's client cannot rewrite the ownership; one that knows nothing of it and leaves it out does not mean to.
        var rewritten = options.Subresource is null && sent is { Count: > 0 } && !JsonNode.DeepEquals(sent, had) ? sent : null;
        if (rewritten is [JsonObject { Count: 0 }])
        {
            return null;
        }

        var managers = rewritten is not null && ManagedFields.TryRead(rewritten, out var read, out _) && read.Entries.Count > 0 ? read : null;
        if (managers is null && had is null)
        {
            return null;
        }

        if (JsonNode.DeepEquals(before, after))
        {
            return managers is null || managers.OwnsTheSame(Read(had)) ? Copy(had) : managers.ToJson();
        }

        var updater = FieldManager.Updater(options.Manager, resource.ApiVersion, options.Subresource);
        return Updated(resource, before, after, managers ?? Read(had), updater, now).ToJson();
    }

    private static ManagedFields Updated(
        ResourceDefinition resource, JsonObject before, JsonObject after, ManagedFields managers, FieldManager manager, DateTimeOffset now)
    {
        // A built-in kind always has a status, which therefore nobody adds; stored it is only when there is something in it.
        var isFirstStatus = !resource.IsCustom && after["status"] is not null && before["status"] is null;
        if (isFirstStatus)
        {
            before["status"] = new JsonObject();
        }

        var comparison = FieldComparison.Between(InVersion(resource, before), InVersion(resource, after), MergeSchemaCatalog.Of(resource));
        if (isFirstStatus)
        {
            before.Remove("status");
        }

        return VersionedFields.FromRequest(VersionedFields.ToRequest(managers, resource).AfterUpdate(comparison, manager, ObjectMetadata.Timestamp(now)), resource);
    }

    private static JsonArray? Copy(JsonArray? managers) => managers?.DeepClone().AsArray();

    /// <summary>Fields are owned as the version of the request names them.</summary>
    private static JsonObject InVersion(ResourceDefinition resource, JsonObject stored)
    {
        if (resource.ApiVersion == resource.StorageApiVersion)
        {
            return stored;
        }

        var view = stored.DeepClone().AsObject();
        ResourceVersions.FromStorage(resource, view);
        return view;
    }
}
