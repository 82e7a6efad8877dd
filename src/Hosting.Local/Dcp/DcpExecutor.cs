namespace Aspire.Hosting.Dcp;

/// <summary>Turns resources into the orchestrator's objects, and what it says about them into notifications.</summary>
internal sealed class DcpExecutor(
    DcpHost host,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceValues values,
    TimeProvider timeProvider,
    ILogger<DcpExecutor> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<(string Instance, string Execution)> _followed = [];

    public static DcpKind KindOf(IResource resource) => resource is ContainerResource ? DcpKind.Container : DcpKind.Executable;

    /// <summary>Gives every endpoint its address: fixed ones their own, proxied ones the port the orchestrator chooses.</summary>
    public async Task AllocateEndpointsAsync(CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, EndpointAnnotation>();
        foreach (var resource in model.Resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpoint.IsProxied)
                {
                    await host.Client.CreateAsync(DcpKind.Service, DcpObjects.Service(resource, endpoint), cancellationToken);
                    waiting.Add(DcpObjects.ServiceName(resource, endpoint), endpoint);
                }
                else
                {
                    var port = endpoint.Port ?? endpoint.TargetPort
                        ?? throw new DistributedApplicationException($"Endpoint '{endpoint.Name}' of '{resource.Name}' is not proxied and needs a port.");
                    endpoint.AllocatedEndpoint = new(endpoint, endpoint.TargetHost, port, (endpoint.TargetPort ?? port).ToString());
                }
            }
        }

        if (waiting.Count > 0)
        {
            await TakePortsAsync(waiting, cancellationToken);
        }
    }

    /// <summary>Starts a resource, replacing an earlier run of it.</summary>
    public async Task StartAsync(IResource resource, CancellationToken cancellationToken)
    {
        var name = notifications.InstanceOf(resource);
        var process = await values.ResolveAsync(resource, cancellationToken);
        var command = CommandOf(resource);
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            EnvironmentVariables = [.. process.Environment.Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, IsFromSpec: true))],
            Properties = SnapshotProperties.Of(resource, command, process),
        });
        var value = resource is ContainerResource container
            ? DcpObjects.Container(name, container, process)
            : DcpObjects.Executable(name, resource, command.File, command.Folder, process with { Arguments = [.. command.Prefix, .. process.Arguments] });
        await host.Client.DeleteAsync(KindOf(resource), name, timeProvider, cancellationToken);
        await host.Client.CreateAsync(KindOf(resource), value, cancellationToken);
    }

    public Task StopAsync(IResource resource, CancellationToken cancellationToken)
        => host.Client.StopAsync(KindOf(resource), notifications.InstanceOf(resource), cancellationToken);

    /// <summary>Publishes what the orchestrator says, until the application stops.</summary>
    public async Task WatchAsync(DcpKind kind, CancellationToken stoppingToken)
    {
        var resources = model.Resources.Where(resource => resource is IComputeResource && KindOf(resource) == kind).ToDictionary(notifications.InstanceOf);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var (type, value) in host.Client.WatchAsync(kind, stoppingToken))
                {
                    if ((string?)value["metadata"]?["name"] is { } name && resources.TryGetValue(name, out var resource) && type != "DELETED")
                    {
                        await PublishAsync(kind, resource, name, value, stoppingToken);
                    }
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                HostingLog.StreamBroke(logger, kind.Name, exception.Message);
                await Task.Delay(RetryDelay, timeProvider, stoppingToken);
            }
        }
    }

    private static (string File, string Folder, IReadOnlyList<string> Prefix) CommandOf(IResource resource)
    {
        switch (resource)
        {
            case ExecutableResource executable:
                return (executable.Command, executable.WorkingDirectory, []);
            case ProjectResource when resource.TryGetLastAnnotation<IProjectMetadata>(out var project):
                var folder = Path.GetDirectoryName(project.ProjectPath)!; // a project file always lies in a folder
                return project is not IBuiltProject built ? ("dotnet", folder, ["run", "--project", project.ProjectPath, "--no-build", "--no-launch-profile"])
                    : File.Exists(Path.ChangeExtension(built.TargetPath, null)) ? (Path.ChangeExtension(built.TargetPath, null), folder, [])
                    : ("dotnet", folder, [built.TargetPath]);
            default:
                return ("", "", []);
        }
    }

    private async Task TakePortsAsync(Dictionary<string, EndpointAnnotation> waiting, CancellationToken cancellationToken)
    {
        await foreach (var (_, value) in host.Client.WatchAsync(DcpKind.Service, cancellationToken))
        {
            if ((string?)value["metadata"]?["name"] is { } name
                && (int?)value["status"]?["effectivePort"] is > 0 and var port
                && waiting.Remove(name, out var endpoint))
            {
                endpoint.AllocatedEndpoint = new(endpoint, "localhost", port, endpoint.TargetPort?.ToString() ?? DcpObjects.PortForServing(name));
            }

            if (waiting.Count == 0)
            {
                return;
            }
        }
    }

    private async Task PublishAsync(DcpKind kind, IResource resource, string name, JsonObject value, CancellationToken stoppingToken)
    {
        var status = DcpStatus.From(value);
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            State = status.ToResourceState(),
            ExitCode = status.IsOver ? status.ExitCode : null,
            StartTimeStamp = status.Started ?? snapshot.StartTimeStamp,
            StopTimeStamp = status.IsOver ? status.Finished : null,
            HealthReports = status.State == "Running" ? snapshot.HealthReports : [.. snapshot.HealthReports.Select(report => report with { Status = null })],
            Properties = SnapshotProperties.With(snapshot.Properties, status),
        });
        Follow(kind, resource, name, status, (string?)value["metadata"]?["uid"] ?? "", stoppingToken);
    }

    private void Follow(DcpKind kind, IResource resource, string name, DcpStatus status, string uid, CancellationToken stoppingToken)
    {
        var sources = status.State is not "" && _followed.Add((name, uid)) ? OutputsOf(kind) : [];
        string[] reasons = status.State is "FailedToStart" && _followed.Add((name, uid + " failure")) ? ["system"] : [];
        foreach (var source in (string[])[.. sources, .. reasons])
        {
            _ = FollowAsync(kind, name, source, logs.LogOf(resource.Name), stoppingToken);
        }
    }

    /// <summary>A container's start is output too: it tells how far its image is, or why it cannot be had.</summary>
    private static string[] OutputsOf(DcpKind kind) => kind == DcpKind.Container ? ["startup_stdout", "startup_stderr", "stdout", "stderr"] : ["stdout", "stderr"];

    private async Task FollowAsync(DcpKind kind, string name, string source, ResourceLog log, CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var line in host.Client.FollowLogAsync(kind, name, source, stoppingToken))
            {
                log.Add(line, source is "stderr" or "startup_stderr");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or DistributedApplicationException)
        {
            HostingLog.StreamBroke(logger, $"{name} {source}", exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }
}
