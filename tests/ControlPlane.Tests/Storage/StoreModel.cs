using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Storage;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Storage;

/// <summary>Random writers on one store, and what their successes say the store must hold.</summary>
internal sealed class StoreModel(ClusterStore store)
{
    private const int Keys = 6;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, (StoreKey Key, long Seen, bool Deleted)> _successes = [];

    public static StoreKey Key(int number) => new("configmaps", $"ns{number % 2}", $"k{number}");

    /// <summary>Creates, changes and deletes objects all writers share; most of them lose races.</summary>
    public void Write(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var key = Key(random.Next(Keys));
            var seen = store.Find(key);
            var delete = seen is not null && random.Next(4) == 0;
            if (delete ? store.TryDelete(key, seen!, out var written) : store.TryWrite(key, seen, Next(seen), out written)) // non-null: delete says so
            {
                // An acknowledged write is there for every reader from now on.
                Assert.True(store.Snapshot.Version >= written.Version);
                lock (_lock)
                {
                    Assert.True(_successes.TryAdd(written.Version, (key, seen?.Version ?? 0, delete)), $"version {written.Version} was given twice");
                }
            }
        }
    }

    /// <summary>Every success built on the one before it: none was overwritten unseen.</summary>
    public void CheckNoUpdateIsLost()
    {
        var last = new Dictionary<StoreKey, long>();
        foreach (var (version, (key, seen, deleted)) in _successes)
        {
            Assert.Equal(last.GetValueOrDefault(key), seen);
            last[key] = deleted ? 0 : version;
        }
    }

    /// <summary>What the last successes left is what the store holds.</summary>
    public void CheckHolds(ClusterStore other)
    {
        var expected = _successes.GroupBy(success => success.Value.Key).Select(group => group.Last()).Where(success => !success.Value.Deleted)
            .Select(success => (success.Value.Key, success.Key)).OrderBy(pair => pair.Item1).ToList();
        Assert.Equal(expected, other.Snapshot.Of("configmaps").Values.Select(value => (value.Key, value.Version)));
        Assert.Equal(_successes.Keys.Last(), other.Snapshot.Version);
    }

    /// <summary>A version that has been can be looked at again, as it was then.</summary>
    public void CheckRewinds(ClusterStore other, Random random)
    {
        for (var i = 0; i < 20; i++)
        {
            var version = random.NextInt64(1, other.Snapshot.Version + 1);
            var expected = _successes.Where(success => success.Key <= version).GroupBy(success => success.Value.Key).Select(group => group.Last())
                .Where(success => !success.Value.Deleted).Select(success => (success.Value.Key, success.Key)).OrderBy(pair => pair.Item1);
            var then = other.Rewind(version);
            Assert.Equal(version, then?.Version);
            Assert.Equal(expected, then?.Of("configmaps").Values.Select(value => (value.Key, value.Version)));
        }
    }

    /// <summary>A watcher has seen every change after its start once, in order.</summary>
    public void CheckSaw(long from, IEnumerable<StoreChange> changes) => Assert.Equal(
        _successes.Where(success => success.Key > from).Select(success => (success.Key, success.Value.Key, success.Value.Seen, success.Value.Deleted)),
        changes.Select(change => (change.Version, change.After.Key, change.Before?.Version ?? 0, change.Deleted)));

    private static JsonObject Next(StoredObject? seen) => new() { ["data"] = (seen?.Root.GetProperty("data").GetInt64() ?? 0) + 1 };
}
