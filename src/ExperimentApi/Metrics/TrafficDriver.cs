using System.Collections.Concurrent;
using ModelServing.ExperimentApi.Running;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Storage;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Sends labelled examples for the experiments that ask for it, while their weights are in force.</summary>
internal sealed class TrafficDriver(
    ExperimentStore store, GatewayClient gateway, TimeProvider timeProvider, ILogger<TrafficDriver> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TrafficRun> _runs = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var snapshot in await store.ListAsync(stoppingToken))
                {
                    await DriveAsync(snapshot, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The loop's edge: traffic goes on when the database answers again.
                ExperimentLog.TrafficFailed(logger, "all", exception.Message);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var run in _runs.Values)
        {
            await run.DisposeAsync();
        }
    }

    private async Task DriveAsync(ExperimentSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Definition.Traffic is not { } traffic)
        {
            return;
        }

        var name = snapshot.Definition.Name;
        try
        {
            if (_runs.TryGetValue(name, out var run) && (!snapshot.Collects || run.Step != snapshot.Step))
            {
                _runs.TryRemove(name, out _);
                await run.DisposeAsync();
                await store.RecordAsync(name, run.Take(), cancellationToken);
            }
            else if (run is not null)
            {
                await store.RecordAsync(name, run.Take(), cancellationToken);
            }
            else if (snapshot.Collects)
            {
                var path = Dataset.Find(traffic.Dataset) ?? throw new FileNotFoundException($"traffic.dataset {traffic.Dataset} is not there");
                _runs[name] = new TrafficRun(snapshot, Dataset.Load(path), gateway, timeProvider);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            ExperimentLog.TrafficFailed(logger, name, exception.Message);
        }
    }
}
