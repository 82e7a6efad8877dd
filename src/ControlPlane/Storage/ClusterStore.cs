using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Storage;

/// <summary>
/// Every object of the cluster: on disk for restarts, in memory for reads and watches. One writer at a time; readers take an immutable
/// snapshot. Resource versions come from one counter, so they order all writes, and go on after a restart.
/// </summary>
internal sealed class ClusterStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ObjectLog _log;
    private readonly long _startVersion;
    private readonly Dictionary<string, ChangeHistory> _histories = [];
    private readonly Dictionary<string, List<StoreWatch>> _watches = [];
    private readonly List<StoreWatch> _allWatches = [];
    private volatile StoreSnapshot _snapshot;

    public ClusterStore(string path)
    {
        _log = new ObjectLog(path);
        _startVersion = _log.ReadVersion();
        var objects = _log.ReadAll().GroupBy(value => value.Key.Resource)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableSortedDictionary(value => value.Key, value => value));
        _snapshot = new StoreSnapshot(_startVersion, objects);
    }

    public StoreSnapshot Snapshot => _snapshot;

    public StoredObject? Find(StoreKey key) => _snapshot.Find(key);

    /// <summary>Writes an object if it still is what the writer saw: <paramref name="seen"/>, or null for one that must not exist.</summary>
    public bool TryWrite(StoreKey key, StoredObject? seen, JsonObject value, [NotNullWhen(true)] out StoredObject? written)
    {
        lock (_lock)
        {
            if (!IsCurrent_NeedsLock(key, seen))
            {
                written = null;
                return false;
            }

            var version = _snapshot.Version + 1;
            written = At(key, version, value);
            _log.Put(written);
            Publish_NeedsLock(_snapshot.With(written, version), new StoreChange(version, seen, written, false));
            return true;
        }
    }

    public bool TryDelete(StoreKey key, StoredObject seen, [NotNullWhen(true)] out StoredObject? deleted)
    {
        lock (_lock)
        {
            if (!IsCurrent_NeedsLock(key, seen))
            {
                deleted = null;
                return false;
            }

            var version = _snapshot.Version + 1;
            deleted = At(key, version, seen.ToNode());
            _log.Remove(deleted);
            Publish_NeedsLock(_snapshot.Without(key, version), new StoreChange(version, seen, deleted, true));
            return true;
        }
    }

    /// <summary>Gives a version whose change, and all before it, every subscriber has been sent.</summary>
    public long PublishedVersion()
    {
        lock (_lock)
        {
            return _snapshot.Version;
        }
    }

    /// <summary>Subscribes to what happens after a version; refused when the history does not reach back that far.</summary>
    public bool TryWatch(string resource, long from, [NotNullWhen(true)] out StoreWatch? watch)
    {
        watch = null;
        lock (_lock)
        {
            var history = History_NeedsLock(resource);
            if (from < history.Oldest || from > _snapshot.Version)
            {
                return false;
            }

            watch = new StoreWatch(Unsubscribe);
            foreach (var change in history.After(from))
            {
                watch.Publish(change);
            }

            if (!_watches.TryGetValue(resource, out var watches))
            {
                _watches[resource] = watches = [];
            }

            watches.Add(watch);
            return true;
        }
    }

    /// <summary>Subscribes to every change from now on; the snapshot is what came before.</summary>
    public StoreWatch WatchEverything(out StoreSnapshot before)
    {
        lock (_lock)
        {
            var watch = new StoreWatch(Unsubscribe);
            _allWatches.Add(watch);
            before = _snapshot;
            return watch;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _log.Dispose();
        }
    }

    private static StoredObject At(StoreKey key, long version, JsonObject value)
    {
        value.Child("metadata")["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return StoredObject.Of(key, version, value);
    }

    private bool IsCurrent_NeedsLock(StoreKey key, StoredObject? seen) => _snapshot.Find(key)?.Version == seen?.Version;

    private void Publish_NeedsLock(StoreSnapshot snapshot, StoreChange change)
    {
        // First: who hears of the change and looks the object up must find it changed, or it would act on the past for ever.
        _snapshot = snapshot;
        History_NeedsLock(change.After.Key.Resource).Add(change);
        foreach (var watch in _watches.GetValueOrDefault(change.After.Key.Resource, []))
        {
            watch.Publish(change);
        }

        foreach (var watch in _allWatches)
        {
            watch.Publish(change);
        }
    }

    private ChangeHistory History_NeedsLock(string resource)
    {
        if (!_histories.TryGetValue(resource, out var history))
        {
            _histories[resource] = history = new ChangeHistory(_startVersion);
        }

        return history;
    }

    private void Unsubscribe(StoreWatch watch)
    {
        lock (_lock)
        {
            _allWatches.Remove(watch);
            foreach (var watches in _watches.Values)
            {
                watches.Remove(watch);
            }
        }
    }
}
