using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>Applies configurations to the stored objects, and creates the objects that are not there.</summary>
internal sealed class ConfigurationApplier(ObjectRegistry registry, TimeProvider timeProvider)
{
    /// <summary>Owns what an object held before anybody's ownership was recorded.</summary>
    private const string EarlierManager = "before-first-apply";

    private const int MaxAttempts = 50;

    /// <summary>Applies a configuration that has been checked; conflicts are refused unless it is forced.</summary>
    public Outcome Apply(ResourceDefinition resource, string? ns, string name, JsonObject configuration, bool force, WriteOptions options)
    {
        // What the configuration itself may not say has been checked; what else the object holds is not this client's.
        options = options with { Applies = true, FieldValidation = "Ignore" };
        var wanted = ConfigurationScope.Reduce(resource, configuration, options.Subresource);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var isThere = registry.Get(resource, ns, name).Object is not null;
            if (!isThere && options.Subresource is not null)
            {
                return Refusals.NotFound(resource, name);
            }

            var outcome = isThere
                ? registry.Update(resource, ns, name, live => Merge(resource, live, wanted, force, options), options)
                : Create(resource, ns, name, wanted, options);
            if (outcome.Refusal?.Reason != (isThere ? "NotFound" : "AlreadyExists"))
            {
                return outcome;
            }
        }

        return Refusals.Conflict(resource, name);
    }

    private Outcome Create(ResourceDefinition resource, string? ns, string name, JsonObject wanted, WriteOptions options)
    {
        if (wanted.Text("metadata", "uid") is { Length: > 0 } uid)
        {
            return Refusals.Conflict(resource, name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        if (name.Length > 0 && wanted.Text("metadata", "name") is not { Length: > 0 })
        {
            return Refusals.BadRequest($"the name of the object ({name} based on URL) was undeterminable: name must be provided");
        }

        var change = Merge(resource, [], wanted, force: false, options);
        if (!change.TryGet(out var value, out var refusal))
        {
            return refusal;
        }

        var outcome = registry.Create(resource, ns, value, options);
        return outcome with { Created = outcome.Object is not null };
    }

    private Change Merge(ResourceDefinition resource, JsonObject live, JsonObject wanted, bool force, WriteOptions options)
    {
        var now = timeProvider.GetUtcNow();
        var schema = MergeSchemaCatalog.Of(resource);
        var managers = VersionedFields.ToRequest(FieldOwnership.Read(FieldOwnership.Detach(live)), resource);
        var applying = new ManagedFieldsEntry(
            FieldManager.Applier(options.Manager, options.Subresource), resource.ApiVersion, ObjectMetadata.Timestamp(now), new FieldSet());
        if (managers.Entries.Count == 0 && live.Count > 0)
        {
            managers = FieldOwnership.Creation(resource, live, EarlierManager, now);
            if (options.InheritsLastApplied)
            {
                managers = managers.Transfer(applying with { Fields = LastApplied.StillApplied(live, schema) });
            }
        }

        var result = ServerSideApply.Apply(live, wanted, schema, managers, applying, force);
        if (result.Conflicts.Count > 0)
        {
            var conflicts = options.Manager == LastApplied.Manager ? Without(result.Conflicts, LastApplied.StillApplied(live, schema)) : result.Conflicts;
            if (conflicts.Count > 0)
            {
                return ApplyRefusals.Conflict(conflicts);
            }
        }

        if (options.Manager == LastApplied.Manager && options.Subresource is null)
        {
            LastApplied.Refresh(result.Object, wanted);
        }

        FieldOwnership.Attach(result.Object, VersionedFields.FromRequest(result.Managers, resource).ToJson());
        return result.Object;
    }

    private static List<ApplyConflict> Without(IReadOnlyList<ApplyConflict> conflicts, FieldSet allowed) =>
        [.. conflicts.Select(conflict => conflict with { Fields = conflict.Fields.Difference(allowed) }).Where(conflict => !conflict.Fields.IsEmpty)];
}
