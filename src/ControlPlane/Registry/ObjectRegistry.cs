using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.FieldManagement;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>What the API means by create, update and delete; the store below knows bytes only, HTTP above knows requests only.</summary>
internal sealed class ObjectRegistry(ClusterStore store, AdmissionChain admission, TimeProvider timeProvider)
{
    /// <summary>Changes a client computes against a moving object are tried again this often.</summary>
    private const int MaxAttempts = 50;

    public static StoreKey KeyOf(ResourceDefinition resource, string? ns, string name) =>
        new(resource.GroupResource, resource.Namespaced ? ns ?? "" : "", name);

    public Outcome Get(ResourceDefinition resource, string? ns, string name) =>
        store.Find(KeyOf(resource, ns, name)) is { } found ? found : Refusals.NotFound(resource, name);

    public Outcome Create(ResourceDefinition resource, string? ns, JsonObject value, WriteOptions options)
    {
        if (ObjectValidation.Decode(resource, value, options) is { } malformed)
        {
            return malformed;
        }

        if (NewObjectRules.Name(resource, ns, value, out var name) is { } unnamed)
        {
            return unnamed;
        }

        if (resource.Namespaced && NewObjectRules.Namespace(store.Snapshot, resource, ns ?? "", name) is { } homeless)
        {
            return homeless;
        }

        var key = KeyOf(resource, ns, name);
        var managers = FieldOwnership.Detach(value);
        ObjectMetadata.InitializeNew(resource, value, key.Namespace, name, timeProvider.GetUtcNow());
        ResourceVersions.ToStorage(resource, value);
        // A node tells about itself when it joins; everything else starts without a status.
        if (resource.HasStatus && resource.GroupResource != "nodes")
        {
            value.Remove("status");
        }

        if (admission.Admit(resource, value, null, options) is { } refusal)
        {
            return refusal;
        }

        FieldOwnership.RecordCreation(resource, value, managers, options, timeProvider.GetUtcNow());
        if (options.DryRun)
        {
            return store.Find(key) is null ? StoredObject.Of(key, 0, value) : Refusals.AlreadyExists(resource, name);
        }

        return store.TryWrite(key, null, value, out var written) ? new Outcome(written, null) { Created = true } : Refusals.AlreadyExists(resource, name);
    }

    /// <summary>Changes an object; the change is computed on a copy in the request's version, again when somebody else was quicker.</summary>
    public Outcome Update(ResourceDefinition resource, string? ns, string name, Func<JsonObject, Change> change, WriteOptions options)
    {
        var key = KeyOf(resource, ns, name);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (store.Find(key) is not { } current)
            {
                return Refusals.NotFound(resource, name);
            }

            if (TryUpdate(resource, current, change, options) is { } outcome)
            {
                return outcome;
            }
        }

        return Refusals.Conflict(resource, name);
    }

    public Outcome Delete(ResourceDefinition resource, string? ns, string name, DeletionOptions options)
    {
        var key = KeyOf(resource, ns, name);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (store.Find(key) is not { } current)
            {
                return Refusals.NotFound(resource, name);
            }

            if (Precondition(resource, current, options) is { } refusal)
            {
                return refusal;
            }

            if (options.DryRun)
            {
                return new Outcome(current, null) { Removed = true };
            }

            if (TryDelete(resource, current, options) is { } outcome)
            {
                return outcome;
            }
        }

        return Refusals.Conflict(resource, name);
    }

    /// <summary>Takes an object away whatever its finalizers say: the last step of a namespace's deletion.</summary>
    public void Purge(StoreKey key)
    {
        while (store.Find(key) is { } current && !store.TryDelete(key, current, out _))
        {
            // Somebody wrote in between: look again.
        }
    }

    private static Outcome? Of(StoredObject value) => new Outcome(value, null);

    private static V1Status? Precondition(ResourceDefinition resource, StoredObject current, DeletionOptions options)
    {
        if (options.Uid is { } uid && uid != current.Uid)
        {
            return Refusals.Conflict(resource, current.Key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        return options.ResourceVersion is { } version && version != current.Root.Text("metadata", "resourceVersion")
            ? Refusals.Conflict(resource, current.Key.Name, "Precondition failed: ResourceVersion in precondition does not match")
            : null;
    }

    /// <summary>Gives null when the write lost a race and is to be tried again.</summary>
    private Outcome? TryUpdate(ResourceDefinition resource, StoredObject current, Func<JsonObject, Change> change, WriteOptions options)
    {
        var before = current.ToNode();
        var view = StoredRepresentation.Read(resource, current);
        if (!change(view).TryGet(out var after, out var refusal))
        {
            return refusal;
        }

        if (UpdateRules.Check(resource, current, after, options) is { } problem)
        {
            return problem;
        }

        var managers = FieldOwnership.Detach(after);
        ResourceVersions.ToStorage(resource, after);
        UpdateRules.KeepUntouchedPart(resource, before, after, options.Subresource);
        ObjectMetadata.CarryOver(before, after);
        if (admission.Admit(resource, after, before, options) is { } denied)
        {
            return denied;
        }

        ObjectMetadata.CountGeneration(resource, before, after);
        FieldOwnership.RecordUpdate(resource, before, after, managers, options, timeProvider.GetUtcNow());
        return Commit(current, before, after, options);
    }

    private Outcome? Commit(StoredObject current, JsonObject before, JsonObject after, WriteOptions options)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return current;
        }

        if (options.DryRun)
        {
            return StoredObject.Of(current.Key, current.Version, after);
        }

        if (current.IsBeingDeleted && !PodDeletion.IsEnding(current) && current.Key.Resource != "namespaces" && after["metadata"]?["finalizers"] is not JsonArray { Count: > 0 })
        {
            return store.TryDelete(current.Key, current, out var deleted) ? Of(deleted) : null;
        }

        return store.TryWrite(current.Key, current, after, out var written) ? Of(written) : null;
    }

    private Outcome? TryDelete(ResourceDefinition resource, StoredObject current, DeletionOptions options)
    {
        if (options.Orphan)
        {
            Orphaning.Release(store, current);
        }

        if (resource.GroupResource == "pods" && PodDeletion.Mark(store, current, options, timeProvider.GetUtcNow()) is { } ending)
        {
            return ReferenceEquals(ending, PodDeletion.Unchanged) ? current : store.TryWrite(current.Key, current, ending, out var leaving) ? Of(leaving) : null;
        }

        var isNamespace = resource.GroupResource == "namespaces";
        var waits = options.Foreground && !current.IsBeingDeleted && Orphaning.HasBlockingDependents(store.Snapshot, current);
        if (!isNamespace && !waits && current.Root.At("metadata", "finalizers")?.GetArrayLength() is null or 0)
        {
            return store.TryDelete(current.Key, current, out var deleted) ? new Outcome(deleted, null) { Removed = true } : default(Outcome?);
        }

        if (current.IsBeingDeleted)
        {
            return current;
        }

        var marked = current.ToNode();
        var metadata = marked.Child("metadata");
        metadata["deletionTimestamp"] = ObjectMetadata.Timestamp(timeProvider.GetUtcNow());
        metadata["deletionGracePeriodSeconds"] = 0;
        if (waits)
        {
            metadata.List("finalizers").Add(JsonValue.Create(Orphaning.ForegroundFinalizer));
        }

        if (isNamespace)
        {
            marked.Child("status")["phase"] = "Terminating";
        }

        return store.TryWrite(current.Key, current, marked, out var written) ? Of(written) : null;
    }
}
