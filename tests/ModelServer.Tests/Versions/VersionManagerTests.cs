using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Tests.Servables;
using ModelServing.ModelServer.Versions;
using Xunit;

namespace ModelServing.ModelServer.Tests.Versions;

public sealed class VersionManagerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task SetAspired_NewerVersion_ReplacesTheOldOne()
    {
        var (manager, _) = Manager(_ => FunctionModel.HalfPlus(2));
        manager.SetAspired("m", [new AspiredVersion(1, "/m/1")]);
        await UntilAsync(manager, "1:Available");
        manager.SetAspired("m", [new AspiredVersion(2, "/m/2")]);

        await UntilAsync(manager, "2:Available 1:End");
        Assert.Equal(2, manager.Snapshot.Find("m", null)?.Id.Version);
        Assert.Null(manager.Snapshot.Find("m", 1));
    }

    [Fact]
    public async Task SetAspired_VersionInUse_IsDisposedAfterTheLastRequest()
    {
        var models = new Dictionary<long, FunctionModel>();
        var (manager, _) = Manager(id => models[id.Version] = FunctionModel.HalfPlus(2));
        manager.SetAspired("m", [new AspiredVersion(1, "/m/1")]);
        await UntilAsync(manager, "1:Available");
        var held = manager.Snapshot.Find("m", 1)!; // it is available
        Assert.True(held.TryAcquire());
        manager.SetAspired("m", [new AspiredVersion(2, "/m/2")]);
        await UntilAsync(manager, "2:Available 1:Unloading");

        Assert.False(models[1].IsDisposed);
        held.Release();
        await UntilAsync(manager, "2:Available 1:End");
        Assert.True(models[1].IsDisposed);
        Assert.False(held.TryAcquire());
    }

    [Fact]
    public async Task SetAspired_BrokenVersion_EndsWithItsErrorWhileTheOldServes()
    {
        var (manager, _) = Manager(id => id.Version == 1 ? FunctionModel.HalfPlus(2) : null, retries: 0);
        manager.SetAspired("m", [new AspiredVersion(1, "/m/1")]);
        await UntilAsync(manager, "1:Available");
        manager.SetAspired("m", [new AspiredVersion(2, "/m/2")]);

        await UntilAsync(manager, "2:End 1:Available");
        Assert.Equal("NOT_FOUND: no graph in 2", manager.Snapshot.Statuses["m"][0].Error?.ToString());
    }

    [Fact]
    public async Task Load_Failed_IsTriedAgainAfterTheInterval()
    {
        var failures = 2;
        var (manager, loader) = Manager(_ => failures-- > 0 ? null : FunctionModel.HalfPlus(2), retries: 2);
        manager.SetAspired("m", [new AspiredVersion(1, "/m/1")]);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (loader.Calls.Count < 3)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await UntilAsync(manager, "1:Available");
    }

    [Fact]
    public async Task SetAspired_NothingWhileALoadIsToBeRetried_EndsItAtOnce()
    {
        var (manager, loader) = Manager(_ => null, retries: 5);
        manager.SetAspired("m", [new AspiredVersion(1, "/m/1")]);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (loader.Calls.Count < 1)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        manager.SetAspired("m", []);

        await UntilAsync(manager, "1:End");
        Assert.Equal("NOT_FOUND: no graph in 1", manager.Snapshot.Statuses["m"][0].Error?.ToString());
        Assert.Single(loader.Calls);
    }

    [Fact]
    public async Task SetAspired_VersionThatIsLeaving_ComesBackOnceItHasLeft()
    {
        var (manager, loader) = Manager(_ => FunctionModel.HalfPlus(2));
        manager.SetAspired("m", [new AspiredVersion(1, "/m/1")]);
        await UntilAsync(manager, "1:Available");
        var held = manager.Snapshot.Find("m", 1)!; // it is available
        Assert.True(held.TryAcquire());
        manager.SetAspired("m", [new AspiredVersion(2, "/m/2")]);
        await UntilAsync(manager, "2:Available 1:Unloading");

        manager.SetAspired("m", [new AspiredVersion(1, "/other/1")]);
        await UntilAsync(manager, "2:Available 1:Unloading");
        held.Release();

        await UntilAsync(manager, "2:End 1:Available");
        Assert.Equal([1L, 2, 1], loader.Calls.Select(id => id.Version));
    }

    [Fact]
    public async Task SetAspired_Nothing_UnloadsEverything()
    {
        var (manager, _) = Manager(_ => FunctionModel.HalfPlus(2));
        manager.SetAspired("m", [new AspiredVersion(1, "/m/1"), new AspiredVersion(2, "/m/2")]);
        await UntilAsync(manager, "2:Available 1:Available");
        manager.SetAspired("m", []);

        await UntilAsync(manager, "2:End 1:End");
    }

    private (VersionManager Manager, FunctionLoader Loader) Manager(Func<ServableId, IModel?> load, int retries = 0)
    {
        var loader = new FunctionLoader(load);
        return (new VersionManager(loader, new VersionManagerOptions { MaxLoadRetries = retries }, _time, NullLogger<VersionManager>.Instance), loader);
    }

    private static async Task UntilAsync(VersionManager manager, string expected)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var changed = manager.Changed;
            var states = manager.Snapshot.Statuses.GetValueOrDefault("m") ?? [];
            if (string.Join(' ', states.Select(status => $"{status.Version}:{status.State}")) == expected)
            {
                return;
            }

            await changed.WaitAsync(timeout.Token);
        }
    }
}
