using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ModelServing.BenchmarkWorker.History;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Runs benchmarks one at a time: two at once would measure each other.</summary>
internal sealed class RunQueue(
    IOptions<BenchmarkOptions> options, ReportStore store, RunHistory history, ReportedRun reported, TimeProvider timeProvider, IHostApplicationLifetime lifetime, ILogger<RunQueue> logger) : BackgroundService
{
    /// <summary>Runs that are over and still have their events; older ones are in the history alone.</summary>
    private const int Remembered = 20;

    /// <summary>How long a service that ends waits for a database to take down the runs it has not come to. The next start finds those that are missing.</summary>
    private static readonly TimeSpan TimeToAbandon = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Run> _runs = new();
    private readonly Channel<Run> _waiting = Channel.CreateBounded<Run>(options.Value.QueueLength);

    /// <summary>Gets whether no run can be added, because the service ends.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    public Run? Find(string id) => _runs.GetValueOrDefault(id);

    /// <summary>The run, from memory if this process made it.</summary>
    public async Task<RunView?> ViewAsync(string id, CancellationToken cancellationToken) =>
        Find(id)?.View() ?? await FromHistoryAsync(() => history.FindAsync(id, cancellationToken), () => null);

    /// <summary>A page of runs, newest first.</summary>
    public async Task<IReadOnlyList<RunView>> PageAsync(string? before, int limit, CancellationToken cancellationToken) =>
        [.. (await FromHistoryAsync(() => history.PageAsync(before, limit, cancellationToken), () => Remember(before, limit))).Select(run => Find(run.Id)?.View() ?? run)];

    /// <summary>Adds a run; null when too many wait, or the service ends.</summary>
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

    /// <summary>
    /// The host tells first that it stops, and stops this service last, when every watcher of a run has gone; a watcher goes when the run is over. So the
    /// run ends at the first.
    /// </summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(ending.Token))
            {
                if (_waiting.Reader.TryRead(out var run) && run.TryStart())
                {
                    await SaveAsync(run, CancellationToken.None);
                    await MeasureAsync(run, ending.Token);
                    await SaveAsync(run, CancellationToken.None);
                    Forget();
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            logger.QueueStopped();
        }
        finally
        {
            await AbandonAsync();
        }
    }

    private async Task MeasureAsync(Run run, CancellationToken ending)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(run.Stopping, ending);
        try
        {
            logger.RunStarted(run.Id);
            var (outcome, unwritten) = await reported.RunAsync(run.Plan, run, store.FolderOf(run.Id), stopping.Token);
            End(run, outcome, unwritten);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            run.MarkStopped();
            logger.RunStopped(run.Id);
        }
        catch (Exception exception)
        {
            run.Fail(exception.Message);
            logger.RunFailed(exception, run.Id);
        }
    }

    private void End(Run run, BenchmarkOutcome outcome, string? unwritten)
    {
        if (unwritten is not null)
        {
            run.Fail(unwritten);
            logger.ReportNotWritten(run.Id, unwritten);
        }
        else if (outcome.IsPartial)
        {
            run.MarkStopped(outcome.Verdict);
            logger.RunStopped(run.Id);
        }
        else
        {
            run.Complete(outcome.Verdict);
            logger.RunCompleted(run.Id, outcome.Elapsed.TotalSeconds);
        }
    }

    /// <summary>Ends the runs that still wait.</summary>
    private async Task AbandonAsync()
    {
        _waiting.Writer.TryComplete();
        List<Run> waiting = [];
        while (_waiting.Reader.TryRead(out var run))
        {
            run.Abandon();
            waiting.Add(run);
        }

        using var patience = new CancellationTokenSource(TimeToAbandon, timeProvider);
        foreach (var run in waiting.TakeWhile(_ => !patience.IsCancellationRequested))
        {
            await SaveAsync(run, patience.Token);
        }
    }

    /// <summary>Without its history, the service knows what this process made.</summary>
    private async Task<T> FromHistoryAsync<T>(Func<Task<T>> read, Func<T> without)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (RunHistory.IsProblem(exception))
        {
            logger.HistoryNotRead(exception);
            return without();
        }
    }

    private RunView[] Remember(string? before, int limit) => [.. _runs.Values.Where(run => before is null || string.CompareOrdinal(run.Id, before) < 0)
        .OrderByDescending(run => run.Id, StringComparer.Ordinal).Take(limit).Select(run => run.View())];

    /// <summary>A history that cannot be written does not stop a benchmark.</summary>
    private async Task SaveAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            await history.SaveAsync(run.View, cancellationToken);
        }
        catch (Exception exception) when (RunHistory.IsProblem(exception) || (exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
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
