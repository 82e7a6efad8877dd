using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Servables;
using ModelServing.ModelServer.Versions;
using Xunit;

namespace ModelServing.ModelServer.Tests.Sources;

/// <summary>What a round over the base paths asks the manager for.</summary>
public sealed class FileSystemSourceTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("source-");
    private readonly FakeTimeProvider _time = new();
    private readonly VersionManager _manager;
    private readonly FileSystemSource _source;

    public FileSystemSourceTests()
    {
        var loader = new FunctionLoader(_ => FunctionModel.HalfPlus(2));
        _manager = new VersionManager(loader, new VersionManagerOptions { MaxLoadRetries = 0 }, _time, NullLogger<VersionManager>.Instance);
        _source = new FileSystemSource(_manager, _time, NullLogger<FileSystemSource>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Round_OneBasePathMissing_ChangesNoModel()
    {
        Create("a/1", "b/1");
        _source.SetModels([Model("a"), Model("b")]);
        await UntilAsync("a", "1:Available");
        await UntilAsync("b", "1:Available");
        Directory.Delete(Path.Combine(_folder.FullName, "b"), recursive: true);
        Create("a/2");
        _source.SetModels([Model("a"), Model("b")]);
        Assert.Equal("1:Available", States("a"));
        Assert.Equal("1:Available", States("b"));

        Create("b");
        _source.SetModels([Model("a"), Model("b")]);

        await UntilAsync("a", "2:Available 1:End");
        await UntilAsync("b", "1:End");
    }

    [Fact]
    public async Task SetModels_WithoutAModel_UnloadsItEvenIfAnotherIsMissing()
    {
        Create("a/1", "b/1");
        _source.SetModels([Model("a"), Model("b")]);
        await UntilAsync("a", "1:Available");
        await UntilAsync("b", "1:Available");

        _source.SetModels([Model("a"), Model("c")]);

        await UntilAsync("b", "1:End");
        Assert.Equal("1:Available", States("a"));
    }

    [Fact]
    public async Task SetModels_PolicyChanged_FollowsIt()
    {
        Create("a/1", "a/2", "a/3");
        _source.SetModels([Model("a")]);
        await UntilAsync("a", "3:Available");
        _source.SetModels([Model("a") with { Policy = new VersionPolicy.Specific([1, 3, 9]) }]);
        await UntilAsync("a", "3:Available 1:Available");
        _source.SetModels([Model("a") with { Policy = new VersionPolicy.Latest(2) }]);

        await UntilAsync("a", "3:Available 2:Available 1:End");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 0)]
    public async Task RunAsync_PeriodNotPositive_LooksOnceOrNever(int seconds, int looks)
    {
        await _source.RunAsync(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        Create("a/1");
        _source.SetModels([Model("a")]);
        Create("a/2");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(looks == 1, _manager.Snapshot.Statuses.ContainsKey("a"));
        if (looks == 1)
        {
            await UntilAsync("a", "1:Available");
        }
    }

    [Fact]
    public async Task RunAsync_Period_LooksAgainEachTime()
    {
        using var stop = new CancellationTokenSource();
        var running = _source.RunAsync(TimeSpan.FromSeconds(1), stop.Token);
        Create("a/1");
        _source.SetModels([Model("a")]);
        await UntilAsync("a", "1:Available");
        Create("a/2");
        _time.Advance(TimeSpan.FromSeconds(1));

        await UntilAsync("a", "2:Available 1:End");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private ModelSettings Model(string name) => new(name, Path.Combine(_folder.FullName, name), new VersionPolicy.Latest(1));

    private void Create(params string[] paths) => Array.ForEach(paths, path => _folder.CreateSubdirectory(path));

    private string States(string name) =>
        string.Join(' ', (_manager.Snapshot.Statuses.GetValueOrDefault(name) ?? []).Select(status => $"{status.Version}:{status.State}"));

    private async Task UntilAsync(string name, string expected)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var changed = _manager.Changed;
            if (States(name) == expected)
            {
                return;
            }

            await changed.WaitAsync(timeout.Token);
        }
    }
}
