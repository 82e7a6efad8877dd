using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts everything in dependency order, and stops it again.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    DcpHost dcp,
    DcpExecutor executor,
    DashboardHost dashboard,
    HealthMonitor health,
    TimeProvider timeProvider) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<IResource, SemaphoreSlim> _turns = model.Resources.ToDictionary(resource => resource, _ => new SemaphoreSlim(1, 1));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await PublishInitialStatesAsync();
        await Task.WhenAll(dcp.StartAsync(cancellationToken), dashboard.StartServiceAsync(cancellationToken));
        await executor.AllocateEndpointsAsync(cancellationToken);
        _ = executor.WatchAsync(DcpKind.Executable, _stopping.Token);
        if (model.Resources.Any(resource => resource is ContainerResource))
        {
            _ = executor.WatchAsync(DcpKind.Container, _stopping.Token);
        }

        await dashboard.LaunchAsync(cancellationToken);
        foreach (var resource in model.Resources.Where(resource => resource is IComputeResource))
        {
            await PublishUrlsAsync(resource);
            _ = health.MonitorAsync(resource, _stopping.Token);
            _ = StartResourceAsync(resource, _stopping.Token);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await dcp.DisposeAsync();
        await dashboard.StopServiceAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Waits for what the resource depends on, then starts it; failures become its state and never end the application.</summary>
    public async Task StartResourceAsync(IResource resource, CancellationToken cancellationToken)
    {
        var logger = logs.GetLogger(resource);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _turns[resource].WaitAsync(either.Token);
        try
        {
            await WaitForDependenciesAsync(resource, either.Token);
            await SetStateAsync(resource, KnownResourceStates.Starting);
            if (PortProbe.FindConflict(resource) is { } conflict)
            {
                throw new DistributedApplicationException(conflict);
            }

            await executor.StartAsync(resource, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The application stops, or the caller gave up.
        }
        catch (Exception exception)
        {
            HostingLog.CannotStart(logger, exception.Message);
            await SetStateAsync(resource, new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error));
        }
        finally
        {
            _turns[resource].Release();
        }
    }

    public async Task StopResourceAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (notifications.Find(resource)?.State?.Text is { } state && (state == KnownResourceStates.Running || state == KnownResourceStates.Starting))
        {
            await executor.StopAsync(resource, cancellationToken);
        }
    }

    public async Task RestartResourceAsync(IResource resource, CancellationToken cancellationToken)
    {
        await StopResourceAsync(resource, cancellationToken);
        await notifications.WaitForResourceAsync(resource.Name, change => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text), cancellationToken);
        await StartResourceAsync(resource, cancellationToken);
    }

    private async Task PublishInitialStatesAsync()
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        foreach (var resource in model.Resources)
        {
            await notifications.PublishUpdateAsync(resource, snapshot => InitialSnapshots.Of(resource, notifications) with { CreationTimeStamp = now });
        }
    }

    private async Task PublishUrlsAsync(IResource resource)
    {
        var urls = InitialSnapshots.UrlsOf(resource);
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { Urls = urls });
    }

    private async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        foreach (var dependency in resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource).Distinct().ToList())
        {
            if (notifications.Find(dependency)?.HealthStatus != HealthStatus.Healthy)
            {
                await SetStateAsync(resource, KnownResourceStates.Waiting);
                HostingLog.WaitingFor(logs.GetLogger(resource), dependency.Name);
                await notifications.WaitForResourceHealthyAsync(dependency.Name, cancellationToken);
            }
        }
    }

    private Task SetStateAsync(IResource resource, ResourceStateSnapshot? state)
        => notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = state });
}
