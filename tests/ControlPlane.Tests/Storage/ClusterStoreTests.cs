using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Storage;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Storage;

public sealed class ClusterStoreTests : IDisposable
{
    private static readonly StoreKey Key = new("configmaps", "default", "a");

    private readonly string _folder = Directory.CreateTempSubdirectory("modelserving-store-").FullName;

    private string DatabasePath => Path.Combine(_folder, "cluster.db");

    [Fact]
    public void Reopen_KeepsObjectsAndCountsOn()
    {
        long version;
        using (var store = new ClusterStore(DatabasePath))
        {
            Assert.True(store.TryWrite(Key, null, Value("1"), out var first));
            Assert.True(store.TryWrite(Key, first, Value("2"), out var second));
            Assert.True(store.TryWrite(Key with { Name = "b" }, null, Value("3"), out var third));
            Assert.True(store.TryDelete(third.Key, third, out var deleted));
            version = deleted.Version;
            Assert.Equal(second.Version + 2, version);
        }

        using var reopened = new ClusterStore(DatabasePath);
        Assert.Equal(version, reopened.Snapshot.Version);
        Assert.Equal("2", reopened.Find(Key)?.ToNode()["data"]?.GetValue<string>());
        Assert.Null(reopened.Find(Key with { Name = "b" }));
        Assert.True(reopened.TryWrite(Key with { Name = "c" }, null, Value("4"), out var next));
        Assert.Equal(version + 1, next.Version);
    }

    [Fact]
    public void CopyOfTheOpenFiles_HoldsEveryAcknowledgedWrite()
    {
        using var store = new ClusterStore(DatabasePath);
        for (var i = 0; i < 50; i++)
        {
            Assert.True(store.TryWrite(Key with { Name = $"a{i}" }, null, Value("x"), out _));
        }

        // What a killed process leaves behind: the files as they are, never closed.
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        foreach (var file in Directory.EnumerateFiles(_folder, "cluster.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        using var recovered = new ClusterStore(Path.Combine(copy, "cluster.db"));
        Assert.Equal(store.Snapshot.Version, recovered.Snapshot.Version);
        Assert.Equal(50, recovered.Snapshot.Of("configmaps").Count);
    }

    [Fact]
    public async Task Watch_ChangeIsHeardOf_TheObjectIsFoundChanged()
    {
        const int writes = 300;
        using var store = new ClusterStore(DatabasePath);

        // The first subscriber hears of a change while the others are still being told.
        var watches = Enumerable.Range(0, 500).Select(_ => Watch(store)).ToList();
        var reader = Task.Run(() => CountStaleReads(store, watches[0], writes), TestContext.Current.CancellationToken);
        StoredObject? last = null;
        for (var i = 0; i < writes; i++)
        {
            Assert.True(store.TryWrite(Key, last, Value($"{i}"), out last));
        }

        Assert.Equal(0, await reader);
    }

    private static StoreWatch Watch(ClusterStore store)
    {
        Assert.True(store.TryWatch("configmaps", store.Snapshot.Version, out var watch));
        return watch;
    }

    private static int CountStaleReads(ClusterStore store, StoreWatch watch, int changes)
    {
        var (stale, wait) = (0, default(SpinWait));
        while (changes > 0)
        {
            if (!watch.Changes.TryRead(out var change))
            {
                wait.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            stale += store.Find(change.After.Key)?.Version >= change.Version ? 0 : 1;
            changes--;
        }

        return stale;
    }

    [Fact]
    public void TryWrite_LostRace_IsRefused()
    {
        using var store = new ClusterStore(DatabasePath);
        Assert.True(store.TryWrite(Key, null, Value("1"), out var first));
        Assert.True(store.TryWrite(Key, first, Value("2"), out _));

        Assert.False(store.TryWrite(Key, first, Value("3"), out _));
        Assert.False(store.TryWrite(Key, null, Value("3"), out _));
        Assert.False(store.TryDelete(Key, first, out _));
        Assert.Equal("2", store.Find(Key)?.ToNode()["data"]?.GetValue<string>());
    }

    [Fact]
    public void TryWrite_DiskFails_LeavesEverythingAsItWas()
    {
        using var store = new ClusterStore(DatabasePath);
        Assert.True(store.TryWrite(Key, null, Value("1"), out var first));
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={DatabasePath};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "ALTER TABLE objects RENAME TO elsewhere";
            command.ExecuteNonQuery();
            Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => store.TryWrite(Key, first, Value("2"), out _));
            Assert.Equal(first.Version, store.Snapshot.Version);
            Assert.Same(first, store.Find(Key));
            command.CommandText = "ALTER TABLE elsewhere RENAME TO objects";
            command.ExecuteNonQuery();
        }

        Assert.True(store.TryWrite(Key, first, Value("3"), out var third));
        Assert.Equal(first.Version + 1, third.Version);
    }

    [Fact]
    public async Task Writers_InParallel_GetDistinctVersionsAndWatchersSeeThemInOrder()
    {
        using var store = new ClusterStore(DatabasePath);
        Assert.True(store.TryWatch("configmaps", store.Snapshot.Version, out var watch));
        using var subscription = watch;
        await Parallel.ForAsync(0, 40, TestContext.Current.CancellationToken, (i, _) =>
        {
            Assert.True(store.TryWrite(Key with { Name = $"p{i}" }, null, Value("x"), out var _));
            return ValueTask.CompletedTask;
        });

        List<long> versions = [];
        while (watch.Changes.TryRead(out var change))
        {
            versions.Add(change.Version);
        }

        Assert.Equal(40, versions.Count);
        Assert.Equal(versions.Order(), versions);
        Assert.Equal(40, versions.Distinct().Count());
    }

    [Fact]
    public void TryWatch_FallenOutOfTheHistory_IsRefused()
    {
        using var store = new ClusterStore(DatabasePath);
        var start = store.Snapshot.Version;
        StoredObject? last = null;
        for (var i = 0; i < 2_001; i++)
        {
            Assert.True(store.TryWrite(Key, last, Value($"{i}"), out last));
        }

        Assert.False(store.TryWatch("configmaps", start, out _));
        Assert.True(store.TryWatch("configmaps", start + 1, out var watch));
        Assert.Equal(2_000, watch.Changes.Count);
        watch.Dispose();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonObject Value(string data) => new() { ["data"] = data };
}
