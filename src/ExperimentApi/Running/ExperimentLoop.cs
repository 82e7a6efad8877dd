using Microsoft.Extensions.Options;
using ModelServing.ExperimentApi.Storage;

namespace ModelServing.ExperimentApi.Running;

/// <summary>Looks at every live experiment, round after round; what was going on when the process ended goes on.</summary>
internal sealed class ExperimentLoop(
    DatabaseFile database, ExperimentRunner runner, IOptions<ExperimentsOptions> options, TimeProvider timeProvider, ILogger<ExperimentLoop> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.CheckAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await runner.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The loop's edge: one bad round must not end all experiments.
                ExperimentLog.RoundFailed(logger, "all", exception.ToString());
            }
        }
    }
}
