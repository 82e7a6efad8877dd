using Microsoft.EntityFrameworkCore;
using ModelServing.BenchmarkWorker.Service;

namespace ModelServing.BenchmarkWorker.History;

/// <summary>
/// Tells the other workers of a database that the runs of this one go on, and closes runs whose worker has fallen silent, as one that was killed. A worker
/// is silent when its heartbeat stands still from look to look: no clocks are compared, and while the database is away nobody falls silent.
/// </summary>
internal sealed class RunHeartbeats(RunHistory history, TimeProvider timeProvider, ILogger<RunHeartbeats> logger) : BackgroundService
{
    /// <summary>The looks between which a heartbeat must not stand still.</summary>
    public const int Looks = 4;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private Dictionary<string, (long Heartbeat, int Looks)> _seen = [];

    /// <summary>Beats for this worker's runs and looks for the heartbeats of others'.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var context = await history.OpenAsync(cancellationToken);
        var own = history.Unfinished;
        await context.Runs.Where(run => own.Contains(run.Id)).ExecuteUpdateAsync(run => run.SetProperty(row => row.Heartbeat, row => row.Heartbeat + 1), cancellationToken);
        var unfinished = Unfinished(context);
        var others = await unfinished.Where(run => !own.Contains(run.Id)).Select(run => new { run.Id, run.Heartbeat }).ToListAsync(cancellationToken);
        _seen = others.ToDictionary(run => run.Id, run => (run.Heartbeat, _seen.TryGetValue(run.Id, out var before) && before.Heartbeat == run.Heartbeat ? before.Looks + 1 : 1));
        foreach (var (id, (heartbeat, _)) in _seen.Where(run => run.Value.Looks >= Looks))
        {
            // Unless it is saved, or beats, at this moment.
            await unfinished.Where(run => run.Id == id && run.Heartbeat == heartbeat).ExecuteUpdateAsync(
                run => run.SetProperty(row => row.Status, RunStatus.Interrupted.WireName()).SetProperty(row => row.Problem, RunHistory.InterruptedProblem).SetProperty(row => row.FinishedAt, RunHistory.Text(timeProvider.GetUtcNow())),
                cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        try
        {
            do
            {
                await TryAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private static IQueryable<RunRow> Unfinished(HistoryContext context)
    {
        var (queued, running) = (RunStatus.Queued.WireName(), RunStatus.Running.WireName());
        return context.Runs.Where(run => run.Status == queued || run.Status == running);
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TickAsync(cancellationToken);
        }
        catch (Exception exception) when (RunHistory.IsProblem(exception))
        {
            logger.HistoryNotRead(exception);
        }
    }
}
