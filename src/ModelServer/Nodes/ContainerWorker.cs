using k8s.Models;
using ModelServing.ModelServer.Hosting;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs one container as a model server of its own in this process, and starts it again when it fails.</summary>
internal sealed class ContainerWorker(V1Pod pod, V1Container container, PodVolumes volumes, string podFolder, PodBoard board, PodTermination termination, NodeServices node)
{
    private static readonly TimeSpan ConfigPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MissingPeriod = TimeSpan.FromSeconds(2);

    private readonly ContainerRestarts _restarts = new(pod, container, board, node);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var restarts = true;
        while (restarts)
        {
            var log = _restarts.Begin();
            try
            {
                await RunOnceAsync(log, cancellationToken);
            }
            catch (ContainerFailure failure)
            {
                _restarts.Fail(failure, log);
                restarts = pod.Spec.RestartPolicy != "Never";
                await (restarts ? _restarts.WaitAsync(cancellationToken) : Task.CompletedTask);
            }
        }
    }

    private async Task RunOnceAsync(ContainerLog log, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (launch, missing) = await ContainerLaunch.PrepareAsync(pod, container, volumes, podFolder, node, cancellationToken);
            if (launch is not null)
            {
                await ServeAsync(launch, log, cancellationToken);
            }

            board.Update(container.Name, report => report.Wait("CreateContainerConfigError", missing));
            node.Events.Warning(pod, container.Name, "Failed", $"Error: {missing}");
            await Task.Delay(MissingPeriod, node.TimeProvider, cancellationToken);
        }
    }

    private async Task ServeAsync(ContainerLaunch launch, ContainerLog log, CancellationToken cancellationToken)
    {
        Begin(launch, log);
        await using var server = await StartAsync(launch.Options, log, cancellationToken);
        var ports = Ports(launch, server);
        board.SetPorts(ports);
        await FollowUpAsync(ports, cancellationToken);
        using var tracking = node.Usage.Track(new ContainerKey(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name), () => server.BusyTime);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var refreshing = RefreshConfigAsync(launch, ending.Token);
        TimeSpan? grace = null;
        try
        {
            var probes = new ContainerProbes(pod, container, new ProbeCaller(ports, node.TimeProvider), () => server.IsAvailable, board, node);
            await probes.RunAsync(ending.Token);
        }
        catch (ContainerFailure failure)
        {
            grace = failure.Grace;
            throw;
        }
        finally
        {
            await ending.CancelAsync();
            await refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.StopAsync(grace ?? termination.Remaining);
        }
    }

    private void Begin(ContainerLaunch launch, ContainerLog log)
    {
        foreach (var (reason, message) in ContainerCaveats.Find(container, volumes, launch))
        {
            node.Events.Warning(pod, container.Name, reason, message);
            log.Append($"W {reason}] {message}");
        }

        node.Events.Normal(pod, container.Name, "Created", $"Created container: {container.Name}");
        node.Events.Normal(pod, container.Name, "Started", $"Started container {container.Name}");

        // While its hook runs, a container counts as being created.
        if (container.Lifecycle?.PostStart is null)
        {
            board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
        }
    }

    private async Task FollowUpAsync(Dictionary<int, int> ports, CancellationToken cancellationToken)
    {
        if (container.Lifecycle?.PostStart is not { } hook)
        {
            return;
        }

        var result = await LifecycleHook.RunAsync(container, hook, new ProbeCaller(ports, node.TimeProvider), node.TimeProvider, cancellationToken);
        board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
        if (result.Succeeded != true)
        {
            node.Events.Warning(pod, container.Name, "FailedPostStartHook", $"PostStartHook failed: {result.Message}");
        }

        if (result.Succeeded == false)
        {
            node.Events.Normal(pod, container.Name, "Killing", "FailedPostStartHook");
            throw new ContainerFailure(ContainerFailure.Killed, $"PostStartHook failed: {result.Message}");
        }
    }

    private static Dictionary<int, int> Ports(ContainerLaunch launch, TensorFlowServer server)
    {
        var ports = new Dictionary<int, int>();
        if (server.RestPort > 0)
        {
            ports[launch.Flags.RestApiPort] = server.RestPort;
        }

        if (server.GrpcPort > 0)
        {
            ports[launch.Flags.Port] = server.GrpcPort;
        }

        return ports;
    }

    private static async Task<TensorFlowServer> StartAsync(ServerOptions options, ContainerLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await TensorFlowServer.StartAsync(options, new ContainerLogProvider(log), cancellationToken);
        }
        catch (StartException e)
        {
            throw new ContainerFailure(255, e.Message, e);
        }
    }

    /// <summary>Follows the config map, as the files under a mounted one do.</summary>
    private async Task RefreshConfigAsync(ContainerLaunch launch, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ConfigPeriod, node.TimeProvider);
        while (launch.Config is { } config && await timer.WaitForNextTickAsync(cancellationToken))
        {
            MappedConfigFile.Refresh(config.Source, config.Copy, launch.Paths);
        }
    }
}
