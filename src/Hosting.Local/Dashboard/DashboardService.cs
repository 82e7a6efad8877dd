using Aspire.Hosting.Dashboard.Protocol;
using Grpc.Core;

namespace Aspire.Hosting.Dashboard;

/// <summary>What the dashboard asks about resources.</summary>
internal sealed class DashboardService(
    AppHostInfo appHost,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceCommandService commands,
    ResourceMapper mapper) : Protocol.DashboardService.DashboardServiceBase
{
    private const int LinesPerMessage = 500;

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context)
        => Task.FromResult(new ApplicationInformationResponse { ApplicationName = appHost.DisplayName });

    public override async Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = new InitialResourceData() }, context.CancellationToken);
        await EndQuietlyAsync(async cancellationToken =>
        {
            await foreach (var change in notifications.WatchAsync(cancellationToken))
            {
                var changes = new WatchResourcesChanges { Value = { new WatchResourcesChange { Upsert = mapper.Map(change) } } };
                await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = changes }, cancellationToken);
            }
        }, context);
    }

    public override async Task WatchResourceConsoleLogs(WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        var log = logs.LogOf(Find(request.ResourceName).Name);
        var update = new WatchResourceConsoleLogsUpdate();
        await EndQuietlyAsync(async cancellationToken =>
        {
            await foreach (var line in log.ReadAsync(follow: !request.SuppressFollow, cancellationToken))
            {
                update.LogLines.Add(new ConsoleLogLine { Text = line.Text, IsStdErr = line.IsError, LineNumber = line.Number });
                if (request.SuppressFollow && update.LogLines.Count < LinesPerMessage)
                {
                    continue;
                }

                await responseStream.WriteAsync(update, cancellationToken);
                update = new WatchResourceConsoleLogsUpdate();
            }

            if (update.LogLines.Count > 0)
            {
                await responseStream.WriteAsync(update, cancellationToken);
            }
        }, context);
    }

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var result = await commands.ExecuteCommandAsync(Find(request.ResourceName), request.CommandName, context.CancellationToken);
        var response = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded : result.Canceled ? ResourceCommandResponseKind.Cancelled : ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message)
        {
            response.Message = message;
        }

        return response;
    }

    /// <summary>Asks nothing, but stays open: without this stream the dashboard takes itself for disconnected.</summary>
    public override Task WatchInteractions(IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context)
        => EndQuietlyAsync(async cancellationToken =>
        {
            await foreach (var update in requestStream.ReadAllAsync(cancellationToken))
            {
                _ = update;
            }
        }, context);

    private static async Task EndQuietlyAsync(Func<CancellationToken, Task> streamAsync, ServerCallContext context)
    {
        try
        {
            await streamAsync(context.CancellationToken);
        }
        catch (Exception exception) when (context.CancellationToken.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The dashboard closed the stream.
        }
    }

    private IResource Find(string instance)
        => model.Resources.FirstOrDefault(resource => notifications.InstanceOf(resource) == instance || resource.Name == instance)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"No resource '{instance}'."));
}
