using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Deletes the objects of definitions that are deleted, and accepts names that have become free.</summary>
internal sealed class DefinitionController(
    ClusterStore store, ObjectRegistry registry, ServedResources served, TimeProvider timeProvider, ILogger<DefinitionController> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var watch = store.WatchEverything(out _);
        Reconcile();
        while (await watch.Changes.WaitToReadAsync(stoppingToken))
        {
            var isConcerned = false;
            while (watch.Changes.TryRead(out var change))
            {
                isConcerned |= Concerns(change);
            }

            if (isConcerned)
            {
                Reconcile();
            }
        }
    }

    private bool Concerns(StoreChange change) =>
        change.After.Key.Resource == DefinitionNames.Resource
        || (change.Deleted && store.Find(new StoreKey(DefinitionNames.Resource, "", change.After.Key.Resource)) is { IsBeingDeleted: true });

    private void Reconcile()
    {
        foreach (var definition in store.Snapshot.Of(DefinitionNames.Resource).Values)
        {
            try
            {
                if (definition.IsBeingDeleted)
                {
                    CleanUp(definition);
                }
                else if (!DefinitionStatus.HasAcceptedNames(definition))
                {
                    Update(definition, "status", value => DefinitionStatus.Set(value, served.Current.All, timeProvider.GetUtcNow()));
                }
            }
            catch (Exception e)
            {
                ApiLog.ControllerFailed(logger, e, nameof(DefinitionController));
            }
        }
    }

    private void CleanUp(StoredObject definition)
    {
        Update(definition, "status", value => DefinitionStatus.SetCondition(
            value.Child("status"), "Terminating", true, "InstanceDeletionInProgress", "CustomResource deletion is in progress", timeProvider.GetUtcNow()));
        var name = definition.Key.Name;
        if (served.Current.TryFindStored(name, out var resource))
        {
            foreach (var value in store.Snapshot.Of(name).Values)
            {
                registry.Delete(resource, value.Key.Namespace, value.Key.Name, DeletionOptions.Default);
            }
        }

        // What has finalizers of its own keeps the definition until its controller lets it go.
        if (store.Snapshot.Of(name).IsEmpty)
        {
            Update(definition, null, value => (value["metadata"]?["finalizers"] as JsonArray)?.RemoveAll(finalizer => finalizer?.ToString() == DefinitionNames.CleanupFinalizer));
            CustomResourcesLog.CleanedUp(logger, name);
        }
    }

    private void Update(StoredObject definition, string? subresource, Action<JsonObject> change) => registry.Update(
        DefinitionNames.Definitions,
        null,
        definition.Key.Name,
        value =>
        {
            change(value);
            return value;
        },
        WriteOptions.OfApiServer with { Subresource = subresource, FieldValidation = "Ignore" });
}
