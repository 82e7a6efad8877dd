namespace ModelServing.Autoscaler.Workloads;

/// <summary>Runs every workload's loop, one tick per step of its grid.</summary>
internal sealed class WorkloadService(WorkloadSet workloads, TimeProvider timeProvider, ILogger<WorkloadService> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(workloads.All.Select(workload => Task.Run(() => RunAsync(workload, stoppingToken), stoppingToken)));

    private async Task RunAsync(Workload workload, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(workload.Options.Step, timeProvider);
        do
        {
            try
            {
                await workload.TickAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.TickFailed(workload.Options.Name, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
