using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ModelServing.BenchmarkWorker.History;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Service;
using ModelServing.BenchmarkWorker.Tests.Service;
using Npgsql;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.History;

/// <summary>The history of runs, on each database that it may be kept in.</summary>
public sealed class RunHistoryTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private const string Sqlite = "sqlite";
    private const string Postgres = "postgresql";

    private readonly RunningService _service = new();
    private string? _connection;

    public static TheoryData<string> Databases => [Sqlite, Postgres];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RunHistory History => _service.Services.GetRequiredService<RunHistory>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Runs_AfterARestart_AreKnownAndPagedNewestFirst(string database)
    {
        await using var server = await FakeModelServer.StartAsync();
        await StartAsync(database);
        List<string> ids = [];
        for (var i = 0; i < 3; i++)
        {
            using var accepted = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":10,"warmup_requests":0}""");
            ids.Add((await _service.FinishedAsync(accepted.Headers.Location))["id"]!.GetValue<string>()); // every run has an id
        }

        await _service.RestartAsync();

        using var first = await _service.Http.GetAsync("/runs?limit=2", Token);
        var page = JsonNode.Parse(await first.Content.ReadAsStringAsync(Token));
        Assert.Equal([ids[2], ids[1]], page!.AsArray().Select(run => run?["id"]?.GetValue<string>())); // a page is a list
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        Assert.Equal(ids[0], (await _service.Http.GetFromJsonAsync<JsonNode>(next, Token))?[0]?["id"]?.GetValue<string>());
        var run = await _service.Http.GetFromJsonAsync<JsonNode>($"/runs/{ids[0]}", Token);
        Assert.Equal(("completed", 10, "Highest throughput"), (run?["status"]?.GetValue<string>(), run?["plan"]?["total_requests"]?.GetValue<int>(), run?["verdict"]?["throughput"]?["question"]?.GetValue<string>()));
        Assert.NotEmpty(await _service.Http.GetByteArrayAsync(run?["reports"]?[ReportFiles.Html]?.GetValue<string>(), Token));
        Assert.Equal([("completed", "end")], (await _service.EventsAsync(new($"/runs/{ids[0]}", UriKind.Relative), null)).Select(item => (item.Type, item.Id)));
        Assert.Contains(ids[1], await _service.Http.GetStringAsync("/reports", Token), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Runs_WhoseWorkerFallsSilent_AreInterrupted(string database)
    {
        await StartAsync(database);
        using var silent = NewHistory();
        await SaveAsync("20260101-000000-000-dead", RunStatus.Running, null, silent);
        await SaveAsync("20260101-000000-001-wait", RunStatus.Queued, null, silent);
        using var other = NewHistory();
        using var heartbeats = Heartbeats(other);
        await SaveAsync("20260101-000000-002-mine", RunStatus.Running, null, other);

        for (var look = 1; look < RunHeartbeats.Looks; look++)
        {
            await heartbeats.TickAsync(Token);
            Assert.Equal([("running", false), ("queued", false), ("running", false)], await RowsAsync());
        }

        await heartbeats.TickAsync(Token);

        Assert.Equal([("interrupted", true), ("interrupted", true), ("running", false)], await RowsAsync());
        Assert.Equal("the service ended before the run did", (await other.FindAsync("20260101-000000-000-dead", Token))?.Problem);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Runs_OfAnotherWorkerThatLives_GoOn(string database)
    {
        await StartAsync(database);
        using var first = NewHistory();
        using var second = NewHistory();
        using var one = Heartbeats(first);
        using var two = Heartbeats(second);
        await SaveAsync("20260101-000000-000-0001", RunStatus.Running, null, first);
        await SaveAsync("20260101-000000-000-0002", RunStatus.Queued, null, second);

        for (var look = 0; look < 2 * RunHeartbeats.Looks; look++)
        {
            await one.TickAsync(Token);
            await two.TickAsync(Token);
        }

        Assert.Equal([("running", false), ("queued", false)], await RowsAsync());
        await SaveAsync("20260101-000000-000-0001", RunStatus.Completed, null, first);
        await SaveAsync("20260101-000000-000-0002", RunStatus.Running, null, second);
        for (var look = 0; look < RunHeartbeats.Looks; look++)
        {
            await one.TickAsync(Token);
        }

        Assert.Equal(["completed", "interrupted"], (await RowsAsync()).Select(row => row.Status));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Runs_OfAnEarlierReleasesTable_AreKept(string database)
    {
        await StartAsync(database);
        await SaveAsync("20260101-000000-000-0001", RunStatus.Completed);
        await using (var connection = await OpenAsync(database))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"ALTER TABLE {HistoryContext.Table} DROP COLUMN \"Heartbeat\"";
            await command.ExecuteNonQueryAsync(Token);
        }

        using var next = NewHistory();
        await SaveAsync("20260101-000000-000-0002", RunStatus.Running, null, next);
        using var heartbeats = Heartbeats(next);
        await heartbeats.TickAsync(Token);

        Assert.Equal([RunStatus.Running, RunStatus.Completed], (await next.PageAsync(null, 10, Token)).Select(run => run.Status));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Runs_ServiceThatIsStopped_AreInterruptedInTheDatabase(string database)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        await StartAsync(database);
        using var running = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}"}""");
        using var waiting = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}"}""");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);

        await _service.StopAsync();

        Assert.Equal([("interrupted", true), ("interrupted", true)], await RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Runs_DatabaseThatOthersUseToo_GetsItsTable(string database)
    {
        await using (var connection = await OpenAsync(database))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE others (id INTEGER)";
            await command.ExecuteNonQueryAsync(Token);
        }

        await StartAsync(database);
        await SaveAsync("20260101-000000-000-0001", RunStatus.Completed);
        await _service.RestartAsync();

        Assert.Equal("completed", (await _service.Http.GetFromJsonAsync<JsonNode>("/runs/20260101-000000-000-0001", Token))?["status"]?.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Page_Ids_AreInTheOrderOfTheirCharacters(string database)
    {
        string[] ids = ["20260101-000000-000-ffff", "20260101-000000-000-B000", "20260101-000000-000-a000", "20260101-000000-0000-000", "20260101-00-0000-000-000"];
        await StartAsync(database);
        foreach (var id in ids)
        {
            await SaveAsync(id, RunStatus.Completed);
        }

        var sorted = ids.OrderDescending(StringComparer.Ordinal).ToArray();
        Assert.Equal(sorted, (await History.PageAsync(null, 10, Token)).Select(run => run.Id));
        Assert.Equal(sorted[3..], (await History.PageAsync(sorted[2], 10, Token)).Select(run => run.Id));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Save_TextsThatDatabasesRefuse_AreKeptWithoutWhatTheyRefuse(string database)
    {
        await StartAsync(database);

        await SaveAsync("20260101-000000-000-0001", RunStatus.Failed, $"nul \0, half \ud83d, whole 😀, long {new string('x', 100_000)}");

        Assert.Equal($"nul \ufffd, half \ufffd, whole 😀, long {new string('x', 100_000)}", (await History.FindAsync("20260101-000000-000-0001", Token))?.Problem);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Save_ManyAtOnce_AreAllKept(string database)
    {
        await StartAsync(database);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => SaveAsync($"20260101-000000-000-{i / 3:0000}", (RunStatus)(i % 3))));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"20260101-000000-000-{i:0000}").Reverse(), (await History.PageAsync(null, 100, Token)).Select(run => run.Id));
    }

    [Fact]
    public async Task Save_DatabaseThatHasRestarted_IsNotLost()
    {
        await StartAsync(Postgres);
        await SaveAsync("20260101-000000-000-0001", RunStatus.Running);

        await postgres.RestartAsync();
        await SaveAsync("20260101-000000-000-0001", RunStatus.Completed);

        Assert.Equal(RunStatus.Completed, (await History.FindAsync("20260101-000000-000-0001", Token))?.Status);
    }

    [Fact]
    public async Task Save_ServicesThatStartTogether_AllFindTheTable()
    {
        await StartAsync(Postgres);
        var others = Enumerable.Range(0, 5).Select(_ => new RunningService()).ToArray();
        await Task.WhenAll(others.Select(other => other.StartAsync(Setting)));

        await Task.WhenAll(others.Append(_service).Select((service, i) => SaveAsync($"20260101-000000-000-{i:0000}", RunStatus.Completed, null, service.Services.GetRequiredService<RunHistory>())));

        Assert.Equal(6, (await History.PageAsync(null, 10, Token)).Count);
        await Task.WhenAll(others.Select(other => other.DisposeAsync().AsTask()));
    }

    private string Setting => $"--ConnectionStrings:{HistoryRegistration.Connection}={_connection}";

    private Task StartAsync(string database)
    {
        _connection = database == Postgres ? _connection ?? postgres.NewDatabase() : null;
        return _connection is null ? _service.StartAsync() : _service.StartAsync(Setting);
    }

    /// <summary>Another worker's history in the same database.</summary>
    private RunHistory NewHistory() => new(_service.Services.GetRequiredService<IDbContextFactory<HistoryContext>>(), _connection is null ? _service.State : null, TimeProvider.System);

    private static RunHeartbeats Heartbeats(RunHistory history) => new(history, TimeProvider.System, NullLogger<RunHeartbeats>.Instance);

    private Task SaveAsync(string id, RunStatus status, string? problem = null, RunHistory? history = null)
    {
        var plan = JsonSerializer.SerializeToElement(Plans.For(), ServiceJsonContext.Default.BenchmarkPlan);
        return (history ?? History).SaveAsync(() => new(id, status, DateTimeOffset.UnixEpoch, plan, null, problem, null, new Dictionary<string, string>()), Token);
    }

    /// <summary>Opens the database beside the service; one of PostgreSQL is made first.</summary>
    private async Task<DbConnection> OpenAsync(string database)
    {
        if (database == Postgres && _connection is null)
        {
            _connection = postgres.NewDatabase();
            var target = new NpgsqlConnectionStringBuilder(_connection);
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connection) { Database = "postgres", Pooling = false });
            await using var command = source.CreateCommand($"CREATE DATABASE {target.Database}");
            await command.ExecuteNonQueryAsync(Token);
        }

        DbConnection connection = _connection is null ? new SqliteConnection($"Data Source={Path.Combine(_service.State, "benchmarks.db")};Pooling=False") : new NpgsqlConnection(_connection);
        await connection.OpenAsync(Token);
        return connection;
    }

    /// <summary>What the table says, whatever the service would make of it.</summary>
    private async Task<List<(string Status, bool IsOver)>> RowsAsync()
    {
        await using var connection = await OpenAsync(_connection is null ? Sqlite : Postgres);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT \"Status\", \"FinishedAt\" IS NOT NULL FROM {HistoryContext.Table} ORDER BY \"Id\"";
        await using var reader = await command.ExecuteReaderAsync(Token);
        List<(string, bool)> rows = [];
        while (await reader.ReadAsync(Token))
        {
            rows.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        return rows;
    }
}
