using System.Globalization;
using ModelServing.ControlPlane.Storage;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Storage;

/// <summary>Random sequences of operations; <c>STORE_SEEDS</c> tries more of them.</summary>
public sealed class StorePropertyTests : IDisposable
{
    private const int Writers = 6;
    private const int OperationsEach = 60;
    private const int Watchers = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("modelserving-store-").FullName;

    public static TheoryData<int> Seeds() =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("STORE_SEEDS"), CultureInfo.InvariantCulture, out var count) ? count : 5)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task ConcurrentWriters_LoseNothingAndWatchersSeeEverythingOnceInOrder(int seed)
    {
        var path = Path.Combine(_folder, $"{seed}.db");
        List<(long From, StoreWatch Watch)> watches = [];
        StoreModel model;
        using (var store = new ClusterStore(path))
        {
            model = new StoreModel(store);
            var writers = Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
                () => model.Write(new Random((seed * 1000) + writer), OperationsEach), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
            var subscriber = Task.Factory.StartNew(
                () => Subscribe(store, new Random(seed), watches), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.WhenAll([.. writers, subscriber]);
            model.CheckNoUpdateIsLost();
            model.CheckHolds(store);
            model.CheckRewinds(store, new Random(seed));
        }

        Assert.All(watches, watch => model.CheckSaw(watch.From, Drain(watch.Watch)));
        using var reopened = new ClusterStore(path);
        model.CheckHolds(reopened);
        Assert.Null(reopened.Rewind(reopened.Snapshot.Version - 1));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Begins to watch at random moments, from random versions that have been.</summary>
    private static void Subscribe(ClusterStore store, Random random, List<(long From, StoreWatch Watch)> watches)
    {
        var wait = default(SpinWait);
        while (watches.Count < Watchers)
        {
            var from = random.NextInt64(1, store.Snapshot.Version + 1);
            Assert.True(store.TryWatch("configmaps", from, out var watch));
            watches.Add((from, watch));
            for (var i = random.Next(40); i > 0; i--)
            {
                wait.SpinOnce();
            }
        }
    }

    private static IEnumerable<StoreChange> Drain(StoreWatch watch)
    {
        while (watch.Changes.TryRead(out var change))
        {
            yield return change;
        }
    }
}
