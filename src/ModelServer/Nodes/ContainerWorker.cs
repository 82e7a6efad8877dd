using k8s.Models;
using ModelServing.ModelServer.Hosting;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs one container as a model server of its own in this process, and starts it again when it fails.</summary>
internal sealed class ContainerWorker(V1Pod pod, V1Container container, PodVolumes volumes, string podFolder, PodBoard board, PodTermination termination, NodeServices node)
{
    private static readonly TimeSpan ConfigPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MissingPeriod = TimeSpan.FromSeconds(2);

    private readonly ContainerLog _log = node.Logs.Open(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name);
    private readonly RestartBackOff _backOff = new();

    private string PodName => $"{pod.Metadata.Name}_{pod.Metadata.NamespaceProperty}({pod.Metadata.Uid})";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        node.Events.Normal(pod, container.Name, "Pulled", $"Container image \"{container.Image}\" already present on machine");
        var restarts = true;
        while (restarts)
        {
            var started = node.TimeProvider.GetTimestamp();
            try
            {
                await RunOnceAsync(cancellationToken);
            }
            catch (ContainerFailure failure)
            {
                Fail(failure);
                restarts = pod.Spec.RestartPolicy != "Never";
                await (restarts ? WaitAsync(_backOff.Next(node.TimeProvider.GetElapsedTime(started)), cancellationToken) : Task.CompletedTask);
            }
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (launch, missing) = await ContainerLaunch.PrepareAsync(pod, container, volumes, podFolder, node, cancellationToken);
            if (launch is not null)
            {
                await ServeAsync(launch, cancellationToken);
            }

            board.Update(container.Name, report => report.Wait("CreateContainerConfigError", missing));
            node.Events.Warning(pod, container.Name, "Failed", $"Error: {missing}");
            await Task.Delay(MissingPeriod, node.TimeProvider, cancellationToken);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait > TimeSpan.Zero)
        {
            node.Events.Warning(pod, container.Name, "BackOff", $"Back-off restarting failed container {container.Name} in pod {PodName}");
            board.Update(container.Name, report => report.Wait("CrashLoopBackOff", $"back-off {BackOffText(wait)} restarting failed container={container.Name} pod={PodName}"));
            await Task.Delay(wait, node.TimeProvider, cancellationToken);
        }

        board.Update(container.Name, report => report with { Restarts = report.Restarts + 1 });
    }

    private static string BackOffText(TimeSpan wait) => wait.TotalMinutes >= 1 ? $"{(int)wait.TotalMinutes}m{wait.Seconds}s" : $"{wait.TotalSeconds:F0}s";

    private void Fail(ContainerFailure failure)
    {
        if (failure.Message.Length > 0)
        {
            _log.Append(failure.Message);
        }

        node.Logger.ContainerFailed(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name, failure.Message);
        board.Update(container.Name, report => report.End(failure.ExitCode, failure.Message.Length > 0 ? failure.Message : null, node.TimeProvider.GetUtcNow()) with { LastFailure = failure.Message, LastExitCode = failure.ExitCode });
    }

    private async Task ServeAsync(ContainerLaunch launch, CancellationToken cancellationToken)
    {
        Begin(launch);
        await using var server = await StartAsync(launch.Options, cancellationToken);
        var ports = Ports(launch, server);
        board.SetPorts(ports);
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

    private void Begin(ContainerLaunch launch)
    {
        foreach (var (reason, message) in ContainerCaveats.Find(container, volumes, launch))
        {
            node.Events.Warning(pod, container.Name, reason, message);
            _log.Append($"W {reason}] {message}");
        }

        node.Events.Normal(pod, container.Name, "Created", $"Created container: {container.Name}");
        node.Events.Normal(pod, container.Name, "Started", $"Started container {container.Name}");
        board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
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

    private async Task<TensorFlowServer> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await TensorFlowServer.StartAsync(options, new ContainerLogProvider(_log), cancellationToken);
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
