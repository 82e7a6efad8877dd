using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Storage;

/// <summary>
/// Every object of the cluster: on disk for restarts, in memory for reads and watches. Writes are decided one at a time and go to disk
/// in groups: whoever finds the disk free takes along what the others have decided meanwhile. Readers take an immutable snapshot, of
/// what is on disk. Resource versions come from one counter, so they order all writes, and go on after a restart.
/// </summary>
internal sealed class ClusterStore : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Held while a group is written, against the end of the store; taken before <see cref="_lock"/>, never after.</summary>
    private readonly Lock _diskLock = new();
    private readonly ObjectLog _log;
    private readonly long _startVersion;
    private readonly Dictionary<string, ChangeHistory> _histories = [];
    private readonly Dictionary<string, List<StoreWatch>> _watches = [];
    private readonly List<StoreWatch> _allWatches = [];
    private readonly SnapshotHistory _snapshots = new();
    private List<PendingWrite> _pending = [];
    private PendingWrite? _lastDecided;
    private bool _isWriting;
    private StoreSnapshot _decided;
    private volatile StoreSnapshot _snapshot;

    public ClusterStore(string path)
    {
        _log = new ObjectLog(path);
        _startVersion = _log.ReadVersion();
        var objects = _log.ReadAll().GroupBy(value => value.Key.Resource)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableSortedDictionary(value => value.Key, value => value));
        _snapshot = _decided = new StoreSnapshot(_startVersion, objects);
    }

    public StoreSnapshot Snapshot => _snapshot;

    public StoredObject? Find(StoreKey key) => _snapshot.Find(key);

    /// <summary>Keeps a snapshot for the later pages of a list that begins with it.</summary>
    public void Retain(StoreSnapshot snapshot) => _snapshots.Add(snapshot);

    /// <summary>Gives the snapshot of a version, if it is the present one or was retained not too long ago.</summary>
    public StoreSnapshot? SnapshotAt(long version) => _snapshot is var present && present.Version == version ? present : _snapshots.Find(version);

    /// <summary>Takes back what was written after a version; null when that is not remembered any more.</summary>
    public StoreSnapshot? Rewind(long version)
    {
        lock (_lock)
        {
            var changes = _histories.Values.SelectMany(history => history.After(version)).OrderByDescending(change => change.Version).ToList();

            // Versions count every write, so that none may be missing.
            return version >= _startVersion && changes.Count == _snapshot.Version - version
                ? changes.Aggregate(_snapshot, (snapshot, change) => change.Undo(snapshot)) with { Version = version }
                : null;
        }
    }

    /// <summary>Writes an object if it still is what the writer saw: <paramref name="seen"/>, or null for one that must not exist.</summary>
    public bool TryWrite(StoreKey key, StoredObject? seen, JsonObject value, [NotNullWhen(true)] out StoredObject? written) =>
        TryChange(key, seen, value, false, out written);

    public bool TryDelete(StoreKey key, StoredObject seen, [NotNullWhen(true)] out StoredObject? deleted) =>
        TryChange(key, seen, seen.ToNode(), true, out deleted);

    /// <summary>Gives a version whose change, and all before it, every subscriber has been sent.</summary>
    public long PublishedVersion()
    {
        lock (_lock)
        {
            return _snapshot.Version;
        }
    }

    /// <summary>Gives the version from which on a resource's changes are known.</summary>
    public long OldestVersion(string resource)
    {
        lock (_lock)
        {
            return History_NeedsLock(resource).Oldest;
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
        lock (_diskLock)
        {
            _log.Dispose();
        }
    }

    private static StoredObject At(StoreKey key, long version, JsonObject value)
    {
        value.Child("metadata")["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return StoredObject.Of(key, version, value);
    }

    private bool TryChange(StoreKey key, StoredObject? seen, JsonObject value, bool delete, [NotNullWhen(true)] out StoredObject? result)
    {
        var (write, last, leads) = Decide(key, seen, value, delete);
        if (write is null)
        {
            // The loser looks again, and must then find what it lost against.
            last?.WaitUntilSettled();
            result = null;
            return false;
        }

        if (leads || write.WaitForTurn())
        {
            WriteGroup();
        }

        write.ThrowIfFailed();
        result = write.Change.After;
        return true;
    }

    /// <summary>Gives the change if it can be made, the last one decided before it, and whether its writer is the one to write it.</summary>
    private (PendingWrite? Write, PendingWrite? Last, bool Leads) Decide(StoreKey key, StoredObject? seen, JsonObject value, bool delete)
    {
        lock (_lock)
        {
            var last = _lastDecided;
            if (_decided.Find(key)?.Version != seen?.Version)
            {
                return (null, last, false);
            }

            var version = _decided.Version + 1;
            var after = At(key, version, value);
            _decided = delete ? _decided.Without(key, version) : _decided.With(after, version);
            var write = new PendingWrite(new StoreChange(version, seen, after, delete), _decided);
            _pending.Add(write);
            _lastDecided = write;
            var leads = !_isWriting;
            _isWriting = true;
            return (write, last, leads);
        }
    }

    /// <summary>Writes everything decided so far, and leaves what is decided meanwhile to one of those who wait.</summary>
    private void WriteGroup()
    {
        lock (_diskLock)
        {
            List<PendingWrite> group;
            lock (_lock)
            {
                (group, _pending) = (_pending, []);
            }

            ExceptionDispatchInfo? failure = null;
            try
            {
                _log.Commit(group);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            Settle(group, failure);
        }
    }

    private void Settle(List<PendingWrite> group, ExceptionDispatchInfo? failure)
    {
        lock (_lock)
        {
            if (failure is not null)
            {
                // What was decided since builds on what has failed.
                group.AddRange(_pending);
                _pending.Clear();
                _decided = _snapshot;
            }

            foreach (var write in group)
            {
                if (failure is null)
                {
                    Publish_NeedsLock(write.After, write.Change);
                }

                write.Settle(failure);
            }

            _isWriting = _pending.Count > 0;
            if (_isWriting)
            {
                _pending[0].Lead();
            }
        }
    }

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
