using Microsoft.Extensions.Time.Testing;
using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class ContainerLogTests
{
    private static readonly ContainerKey Key = new("ns", "p", "c");

    private readonly FakeTimeProvider _time = new();
    private readonly ContainerLogs _logs;

    public ContainerLogTests() => _logs = new ContainerLogs(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_AfterARestart_TellsTheRunsApart()
    {
        _logs.Begin(Key).Append("first");
        Assert.Null(_logs.Find(Key, previous: true));

        _logs.Begin(Key).Append("second");

        Assert.Equal(["second"], await ReadAsync(previous: false, new LogQuery()));
        Assert.Equal(["first"], await ReadAsync(previous: true, new LogQuery()));
    }

    [Fact]
    public async Task Find_BetweenRuns_GivesTheLastOneEitherWay()
    {
        _logs.Begin(Key).Append("first");
        _logs.End(Key);

        Assert.Equal(["first"], await ReadAsync(previous: false, new LogQuery()));
        Assert.Equal(["first"], await ReadAsync(previous: true, new LogQuery()));
    }

    [Fact]
    public async Task Open_Follower_IsDoneWhenTheRunEnds()
    {
        var log = _logs.Begin(Key);
        var reading = ReadAsync(previous: false, new LogQuery { Follow = true });
        log.Append("late");

        _logs.End(Key);

        Assert.Equal(["late"], await reading);
    }

    [Fact]
    public async Task Open_Selections_CombineAsKubectlDoes()
    {
        var log = _logs.Begin(Key);
        foreach (var text in (string[])["a", "b", "c", "d"])
        {
            log.Append(text);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(["c", "d"], await ReadAsync(previous: false, new LogQuery { Since = _time.GetUtcNow().AddSeconds(-20) }));
        Assert.Equal(["d"], await ReadAsync(previous: false, new LogQuery { Since = _time.GetUtcNow().AddSeconds(-20), TailLines = 1 }));
        Assert.Empty(await ReadAsync(previous: false, new LogQuery { TailLines = 0 }));
    }

    private async Task<List<string>> ReadAsync(bool previous, LogQuery query) =>
        await _logs.Find(Key, previous)!.Open(query).Reader.ReadAllAsync(Token).Select(line => line.Text).ToListAsync(Token);
}
