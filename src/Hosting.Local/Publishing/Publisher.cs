using Aspire.Hosting.Backchannel;

namespace Aspire.Hosting.Publishing;

/// <summary>Runs the publishing steps once, then ends the application.</summary>
internal sealed class Publisher(
    IServiceProvider services,
    CommandLineSwitches switches,
    DistributedApplicationPipeline pipeline,
    DistributedApplicationModel model,
    PublishingActivities activities,
    CliBackchannel backchannel,
    IHostApplicationLifetime lifetime,
    ILogger<DistributedApplication> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await backchannel.ConnectedAsync(stoppingToken);
        var succeeded = await RunAsync(stoppingToken);
        activities.Complete(succeeded);
        await backchannel.ReleasedAsync(stoppingToken);
        Environment.ExitCode = succeeded ? 0 : 1;
        lifetime.StopApplication();
    }

    private async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        var steps = switches.ManifestOnly
            ? [new PipelineStep("publish-manifest", _ => WriteManifestAsync(stoppingToken), [], [])]
            : pipeline.InOrder(WellKnownPipelineSteps.Publish);
        foreach (var step in steps)
        {
            var activity = activities.Begin(step.Name);
            try
            {
                await step.Action(new PipelineStepContext(services, model, logger, stoppingToken));
                activities.End(activity, succeeded: true, "done");
                HostingLog.PublishStep(logger, step.Name, "done");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                activities.End(activity, succeeded: false, exception.Message);
                HostingLog.CommandFailed(logger, step.Name, exception.Message);
                return false;
            }
        }

        return true;
    }

    private async Task WriteManifestAsync(CancellationToken cancellationToken)
    {
        var path = switches.OutputPath ?? throw new DistributedApplicationException("--publisher manifest needs --output-path FILE.");
        path = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? path : Path.Combine(path, "aspire-manifest.json");
        await new ManifestPublisher(model, services.GetRequiredService<ResourceValues>()).WriteAsync(path, cancellationToken);
        HostingLog.PublishStep(logger, "manifest", path);
    }
}
