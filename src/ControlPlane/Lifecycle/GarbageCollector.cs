using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Lifecycle;

/// <summary>Deletes what belongs to deleted owners and deleted namespaces, and events nobody will ask for any more.</summary>
internal sealed class GarbageCollector(ClusterStore store, ObjectRegistry registry, ServedResources served, TimeProvider timeProvider, ILogger<GarbageCollector> logger) : BackgroundService
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EventLifetime = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var watch = store.WatchEverything(out var before);
        var index = new OwnerIndex(before);
        using var sweeps = new PeriodicTimer(SweepPeriod, timeProvider);
        var sweep = sweeps.WaitForNextTickAsync(stoppingToken).AsTask();
        Guard(Sweep);
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = watch.Changes.WaitToReadAsync(stoppingToken).AsTask();
            while (await Task.WhenAny(more, sweep) == sweep && await sweep)
            {
                Guard(Sweep);
                sweep = sweeps.WaitForNextTickAsync(stoppingToken).AsTask();
            }

            if (!await more)
            {
                return;
            }

            while (watch.Changes.TryRead(out var change))
            {
                Guard(() => React(change, index));
            }
        }
    }

    private void React(StoreChange change, OwnerIndex index)
    {
        index.Apply(change);
        if (change.Deleted)
        {
            DeleteOwnedBy(change.After.Uid, index);
            ReleaseOwners(change.After, index);
            if (store.Find(new StoreKey("namespaces", "", change.After.Key.Namespace)) is { IsBeingDeleted: true } ns)
            {
                EmptyNamespace(ns);
            }
        }
        else if (change.After.Key.Resource == "namespaces" && change.After.IsBeingDeleted)
        {
            EmptyNamespace(change.After);
        }
        else if (WaitsForDependents(change.After))
        {
            DeleteDependents(change.After, index);
        }
        else if (change.Before is null && Orphaning.OwnerUids(change.After).ToList() is { Count: > 0 } owners && !owners.Exists(index.Knows))
        {
            // Made when its owner was gone already.
            Delete(change.After);
        }
    }

    private static bool WaitsForDependents(StoredObject value) =>
        value.IsBeingDeleted && value.Root.Items("metadata", "finalizers").Any(finalizer => finalizer.ScalarText() == Orphaning.ForegroundFinalizer);

    /// <summary>Deletes what an object owns before the object itself, level by level.</summary>
    private void DeleteDependents(StoredObject owner, OwnerIndex index)
    {
        foreach (var value in OwnedBy(owner.Uid, index))
        {
            Delete(value, DeletionOptions.Default with { Foreground = true });
        }

        if (!Orphaning.HasBlockingDependents(OwnedBy(owner.Uid, index), owner))
        {
            LetGo(owner);
        }
    }

    private void ReleaseOwners(StoredObject gone, OwnerIndex index)
    {
        foreach (var uid in Orphaning.OwnerUids(gone))
        {
            if (index.KeyOf(uid) is { } key && store.Find(key) is { } owner && owner.Uid == uid && WaitsForDependents(owner) && !Orphaning.HasBlockingDependents(OwnedBy(uid, index), owner))
            {
                LetGo(owner);
            }
        }
    }

    /// <summary>What the index says an object owns, as it is now.</summary>
    private IEnumerable<StoredObject> OwnedBy(string uid, OwnerIndex index) =>
        from key in index.OwnedBy(uid)
        let value = store.Find(key)
        where value is not null && Orphaning.OwnerUids(value).Contains(uid)
        select value;

    private void LetGo(StoredObject owner)
    {
        if (Find(owner) is { } resource)
        {
            registry.Update(resource, owner.Key.Namespace, owner.Key.Name, Release, WriteOptions.Default);
        }

        static Change Release(JsonObject value)
        {
            (value["metadata"]?["finalizers"] as JsonArray)?.RemoveAll(finalizer => finalizer?.ToString() == Orphaning.ForegroundFinalizer);
            return value;
        }
    }

    /// <summary>Catches up with what was missed: deletions before a crash, owners gone before their dependents were made.</summary>
    private void Sweep()
    {
        var snapshot = store.Snapshot;
        var present = snapshot.Everything.Select(value => value.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var value in snapshot.Everything)
        {
            var owners = Orphaning.OwnerUids(value).ToList();
            if (owners.Count > 0 && !owners.Exists(present.Contains))
            {
                Delete(value);
            }
        }

        foreach (var ns in snapshot.List("namespaces", null).Where(ns => ns.IsBeingDeleted))
        {
            EmptyNamespace(ns);
        }

        var now = timeProvider.GetUtcNow();
        foreach (var old in snapshot.List("events", null).Where(value => IsOlder(value, now - EventLifetime)))
        {
            registry.Purge(old.Key);
        }
    }

    private void DeleteOwnedBy(string uid, OwnerIndex index)
    {
        foreach (var value in OwnedBy(uid, index).Where(value => Orphaning.OwnerUids(value).All(owner => owner == uid || !index.Knows(owner))))
        {
            Delete(value);
        }
    }

    private void EmptyNamespace(StoredObject ns)
    {
        foreach (var value in store.Snapshot.Everything.Where(value => value.Key.Namespace == ns.Key.Name))
        {
            Delete(value);
        }

        // What has finalizers of its own keeps the namespace until its controller lets it go.
        if (!store.Snapshot.Everything.Any(value => value.Key.Namespace == ns.Key.Name))
        {
            registry.Purge(ns.Key);
        }
    }

    private void Delete(StoredObject value, DeletionOptions? options = null)
    {
        if (Find(value) is { } resource)
        {
            registry.Delete(resource, value.Key.Namespace, value.Key.Name, (options ?? DeletionOptions.Default) with { Uid = value.Uid });
        }
    }

    private ResourceDefinition? Find(StoredObject value) => served.Current.TryFindStored(value.Key.Resource, out var resource) ? resource : null;

    private static bool IsOlder(StoredObject value, DateTimeOffset limit)
    {
        var last = value.Root.Text("lastTimestamp") is { Length: > 0 } text ? text : value.Root.Text("metadata", "creationTimestamp");
        return DateTimeOffset.TryParse(last, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) && time < limit;
    }

    private void Guard(Action pass)
    {
        try
        {
            pass();
        }
        catch (Exception e)
        {
            ApiLog.ControllerFailed(logger, e, nameof(GarbageCollector));
        }
    }
}
