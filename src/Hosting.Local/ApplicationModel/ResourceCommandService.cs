namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs the commands of resources.</summary>
/// <param name="notifications">Knows the instances.</param>
/// <param name="loggers">Where a command reports.</param>
/// <param name="services">The services a command may use.</param>
public class ResourceCommandService(ResourceNotificationService notifications, ResourceLoggerService loggers, IServiceProvider services)
{
    /// <summary>Runs a command.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(candidate => candidate.Name == commandName);
        if (command is null)
        {
            return CommandResults.Failure($"Resource '{resource.Name}' has no command '{commandName}'.");
        }

        var logger = loggers.GetLogger(resource);
        try
        {
            var result = await command.ExecuteCommand(new ExecuteCommandContext(services, notifications.InstanceOf(resource), logger, cancellationToken));
            Report(logger, command, result);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
        catch (Exception exception)
        {
            var result = CommandResults.Failure(exception.Message);
            Report(logger, command, result);
            return result;
        }
    }

    private static void Report(ILogger logger, ResourceCommandAnnotation command, ExecuteCommandResult result)
    {
        if (result.Success)
        {
            HostingLog.CommandSucceeded(logger, command.DisplayName, result.Message ?? "done");
        }
        else
        {
            HostingLog.CommandFailed(logger, command.DisplayName, result.Message ?? "no reason given");
        }
    }
}
