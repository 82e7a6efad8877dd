using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ModelServing.BenchmarkWorker.Advice.Narration;
using ModelServing.BenchmarkWorker.History;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Runs benchmarks one at a time: two at once would measure each other.</summary>
internal sealed class RunQueue(IOptions<BenchmarkOptions> options, ReportStore store, RunHistory history, Narrator narrator, TimeProvider timeProvider, ILogger<RunQueue> logger) : BackgroundService
{
    /// <summary>Runs that are over and still have their events; older ones are in the history alone.</summary>
    private const int Remembered = 20;

    private readonly ConcurrentDictionary<string, Run> _runs = new();
    private readonly Channel<Run> _waiting = Channel.CreateBounded<Run>(options.Value.QueueLength);

    public Run? Find(string id) => _runs.GetValueOrDefault(id);

    /// <summary>The run, from memory if this process made it.</summary>
    public async Task<RunView?> ViewAsync(string id, CancellationToken cancellationToken) =>
        Find(id)?.View() ?? await FromHistoryAsync(() => history.FindAsync(id, cancellationToken), () => null);

    /// <summary>A page of runs, newest first.</summary>
    public async Task<IReadOnlyList<RunView>> PageAsync(string? before, int limit, CancellationToken cancellationToken) =>
        [.. (await FromHistoryAsync(() => history.PageAsync(before, limit, cancellationToken), () => Remember(before, limit))).Select(run => Find(run.Id)?.View() ?? run)];

    /// <summary>Adds a run; null when too many wait.</summary>
    public async Task<Run?> TryAddAsync(BenchmarkPlan plan, CancellationToken cancellationToken)
    {
        Run run = new($"{timeProvider.GetUtcNow():yyyyMMdd-HHmmss-fff}-{Guid.NewGuid().ToString("N")[..4]}", plan, timeProvider);
        _runs[run.Id] = run;
        if (_waiting.Writer.TryWrite(run))
        {
            await SaveAsync(run, cancellationToken);
            return run;
        }

        _runs.TryRemove(run.Id, out _);
        run.Dispose();
        return null;
    }

    /// <summary>Stops a run; false when this process knows none of that name.</summary>
    public async Task<bool> TryCancelAsync(string id, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } run)
        {
            return false;
        }

        run.Cancel();
        await SaveAsync(run, cancellationToken);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var run in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                if (run.TryStart())
                {
                    await SaveAsync(run, stoppingToken);
                    await MeasureAsync(run, stoppingToken);
                    await SaveAsync(run, CancellationToken.None);
                    Forget();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.QueueStopped();
        }
    }

    private async Task MeasureAsync(Run run, CancellationToken stoppingToken)
    {
        try
        {
            logger.RunStarted(run.Id);
            var outcome = await new BenchmarkRunner(timeProvider).RunAsync(run.Plan, run, run.Stopping, stoppingToken);
            outcome = outcome with { Narration = await narrator.NarrateAsync(outcome, stoppingToken) };
            await WriteAsync(run, outcome);
        }
        catch (OperationCanceledException) when (run.Stopping.IsCancellationRequested || stoppingToken.IsCancellationRequested)
        {
            run.MarkCancelled();
            logger.RunCancelled(run.Id);
        }
        catch (Exception exception)
        {
            run.Fail(exception.Message);
            logger.RunFailed(exception, run.Id);
        }
    }

    /// <summary>Writes a report to its end, also where the service is about to: that takes a moment, and measuring took longer.</summary>
    private async Task WriteAsync(Run run, BenchmarkOutcome outcome)
    {
        try
        {
            await ReportFiles.WriteAsync(outcome, store.FolderOf(run.Id), CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            run.Fail($"cannot write the report: {exception.Message.TrimEnd('.')}; {await RescuedResult.WriteAsync(outcome, run.Id, CancellationToken.None)}");
            logger.RunFailed(exception, run.Id);
            return;
        }

        if (outcome.IsPartial)
        {
            run.MarkCancelled(outcome.Verdict);
            logger.RunCancelled(run.Id);
        }
        else
        {
            run.Complete(outcome.Verdict);
            logger.RunCompleted(run.Id, outcome.Elapsed.TotalSeconds);
        }
    }

    /// <summary>Without its history, the service knows what this process made.</summary>
    private async Task<T> FromHistoryAsync<T>(Func<Task<T>> read, Func<T> without)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (IsHistoryProblem(exception))
        {
            logger.HistoryNotRead(exception);
            return without();
        }
    }

    private RunView[] Remember(string? before, int limit) => [.. _runs.Values.Where(run => before is null || string.CompareOrdinal(run.Id, before) < 0)
        .OrderByDescending(run => run.Id, StringComparer.Ordinal).Take(limit).Select(run => run.View())];

    private static bool IsHistoryProblem(Exception exception) => exception is DbException or DbUpdateException or IOException or UnauthorizedAccessException
        || (exception is InvalidOperationException && exception.InnerException is DbException);

    /// <summary>A history that cannot be written does not stop a benchmark.</summary>
    private async Task SaveAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            await history.SaveAsync(run.View, cancellationToken);
        }
        catch (Exception exception) when (IsHistoryProblem(exception))
        {
            logger.HistoryNotWritten(exception, run.Id);
        }
    }

    private void Forget()
    {
        foreach (var run in _runs.Values.Where(run => run.IsOver).OrderByDescending(run => run.Id, StringComparer.Ordinal).Skip(Remembered))
        {
            _runs.TryRemove(run.Id, out _);
            run.Dispose();
        }
    }
}
