using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using ModelServing.BenchmarkWorker.Service;

namespace ModelServing.BenchmarkWorker.History;

/// <summary>Keeps every run beyond the process that made it.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="folder">Where it lies, if it is a file.</param>
/// <param name="timeProvider">Tells when to try again what others do at the same moment.</param>
internal sealed class RunHistory(IDbContextFactory<HistoryContext> contexts, string? folder, TimeProvider timeProvider) : IDisposable
{
    public const string InterruptedProblem = "the service ended before the run did";

    private const int CreationAttempts = 5;

    private static readonly TimeSpan CreationPause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _creation = new(1);
    private readonly SemaphoreSlim _writer = new(1);
    private readonly ConcurrentDictionary<string, bool> _unfinished = new();
    private volatile bool _isReady;

    /// <summary>Gets the runs that this process has saved and not yet as over.</summary>
    public ICollection<string> Unfinished => _unfinished.Keys;

    /// <summary>Tells what a database, or the way to it, does from a mistake of ours.</summary>
    public static bool IsProblem(Exception exception) => exception is DbException or DbUpdateException or RetryLimitExceededException or IOException or UnauthorizedAccessException
        || (exception is InvalidOperationException && exception.InnerException is DbException);

    /// <summary>Writes a run as it is when its turn comes, so that the last write is of the last state.</summary>
    public async Task SaveAsync(Func<RunView> view, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var context = await OpenAsync(cancellationToken);
            var run = view();
            await SaveAsync(context, run, cancellationToken);
            _ = run.Status.IsOver() ? _unfinished.TryRemove(run.Id, out _) : _unfinished.TryAdd(run.Id, true);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task<RunView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(cancellationToken);
        return await context.Runs.AsNoTracking().FirstOrDefaultAsync(run => run.Id == id, cancellationToken) is { } row ? View(row) : null;
    }

    /// <summary>A page of runs, newest first.</summary>
    /// <param name="before">The last run of the page before; null for the first page.</param>
    /// <param name="limit">The most runs to return.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<RunView>> PageAsync(string? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(cancellationToken);
        var rows = context.Runs.AsNoTracking();
        if (before is not null)
        {
            rows = rows.Where(run => string.Compare(run.Id, before) < 0);
        }

        return [.. (await rows.OrderByDescending(run => run.Id).Take(limit).ToListAsync(cancellationToken)).Select(View)];
    }

    public void Dispose()
    {
        _creation.Dispose();
        _writer.Dispose();
    }

    private static async Task SaveAsync(HistoryContext context, RunView run, CancellationToken cancellationToken)
    {
        var row = await context.Runs.FindAsync([run.Id], cancellationToken);
        if (row is null)
        {
            row = new() { Id = run.Id, Status = "", CreatedAt = Text(run.CreatedAt), Plan = run.Plan.GetRawText() };
            context.Runs.Add(row);
        }

        (row.Status, row.Problem, row.HasReport) = (run.Status.WireName(), run.Problem is { } problem ? Keepable(problem) : null, run.Reports.Count > 0);
        (row.Verdict, row.FinishedAt) = (run.Verdict?.GetRawText(), run.FinishedAt is { } finished ? Text(finished) : null);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Opens the database; the first use creates the table.</summary>
    internal async Task<HistoryContext> OpenAsync(CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (_isReady)
        {
            return context;
        }

        await _creation.WaitAsync(cancellationToken);
        try
        {
            if (!_isReady)
            {
                if (folder is not null)
                {
                    Directory.CreateDirectory(folder);
                }

                await EnsureTableAsync(context, cancellationToken);
                _isReady = true;
            }
        }
        catch (Exception)
        {
            await context.DisposeAsync();
            throw;
        }
        finally
        {
            _creation.Release();
        }

        return context;
    }

    /// <summary>Another service may be making the same table, or database, at this moment: whoever comes second is refused, and finds it made.</summary>
    private async Task EnsureTableAsync(HistoryContext context, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CreateTableAsync(context, cancellationToken);
                return;
            }
            catch (DbException) when (attempt < CreationAttempts)
            {
                await Task.Delay(CreationPause, timeProvider, cancellationToken);
            }
        }
    }

    /// <summary>A database that others use has tables already, which is all that EnsureCreated looks for.</summary>
    private static async Task CreateTableAsync(HistoryContext context, CancellationToken cancellationToken)
    {
        var tables = context.Database.IsSqlite()
            ? $"SELECT COUNT(*) AS \"Value\" FROM sqlite_master WHERE name = '{HistoryContext.Table}'"
            : $"SELECT COUNT(*) AS \"Value\" FROM information_schema.tables WHERE table_name = '{HistoryContext.Table}' AND table_schema = current_schema()";
        if (!await context.Database.EnsureCreatedAsync(cancellationToken) && await context.Database.SqlQueryRaw<long>(tables).SingleAsync(cancellationToken) == 0)
        {
            await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(cancellationToken);
        }

        // The table of an earlier release.
        var columns = context.Database.IsSqlite()
            ? $"SELECT COUNT(*) AS \"Value\" FROM pragma_table_info('{HistoryContext.Table}') WHERE name = '{nameof(RunRow.Heartbeat)}'"
            : $"SELECT COUNT(*) AS \"Value\" FROM information_schema.columns WHERE table_name = '{HistoryContext.Table}' AND table_schema = current_schema() AND column_name = '{nameof(RunRow.Heartbeat)}'";
        if (await context.Database.SqlQueryRaw<long>(columns).SingleAsync(cancellationToken) == 0)
        {
            await context.Database.ExecuteSqlRawAsync($"ALTER TABLE {HistoryContext.Table} ADD COLUMN \"{nameof(RunRow.Heartbeat)}\" BIGINT NOT NULL DEFAULT 0", cancellationToken);
        }
    }

    private static RunView View(RunRow row) => new(
        row.Id,
        RunStatuses.Parse(row.Status),
        DateTimeOffset.Parse(row.CreatedAt, CultureInfo.InvariantCulture),
        Json(row.Plan),
        null,
        row.Problem,
        row.Verdict is { } verdict ? Json(verdict) : null,
        RunView.ReportsOf(row.Id, row.HasReport),
        row.FinishedAt is { } finished ? DateTimeOffset.Parse(finished, CultureInfo.InvariantCulture) : null);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>A message may quote what a server has answered. SQLite ends a text at a NUL, PostgreSQL refuses it, and neither keeps half of a surrogate pair.</summary>
    private static string Keepable(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? Rune.ReplacementChar : rune));

    internal static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
