using k8s.Models;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Hosting;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs one container as a model server of its own in this process, and starts it again when it fails.</summary>
internal sealed class ContainerWorker(V1Pod pod, V1Container container, PodVolumes volumes, string podFolder, PodBoard board, NodeServices node)
{
    private static readonly TimeSpan ConfigPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstProbes = TimeSpan.FromMilliseconds(250);

    private readonly ContainerLog _log = node.Logs.Open(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name);

    private string ConfigCopy => Path.Combine(podFolder, "config", container.Name, "models.config");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 1; !cancellationToken.IsCancellationRequested; failures++)
        {
            try
            {
                await ServeAsync(cancellationToken);
            }
            catch (ContainerFailure failure)
            {
                Fail(failure);
                var wait = RestartBackOff.After(failures);
                board.Update(container.Name, report => report.Wait(
                    "CrashLoopBackOff",
                    $"back-off {wait.TotalSeconds:F0}s restarting failed container={container.Name} pod={pod.Metadata.Name}: {failure.Message}"));
                await Task.Delay(wait, node.TimeProvider, cancellationToken);
                board.Update(container.Name, report => report with { Restarts = report.Restarts + 1 });
            }
        }
    }

    private void Fail(ContainerFailure failure)
    {
        _log.Append(failure.Message);
        node.Logger.ContainerFailed(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name, failure.Message);
        board.Update(container.Name, report => report.End(failure.ExitCode, failure.Message, node.TimeProvider.GetUtcNow()) with { LastFailure = failure.Message, LastExitCode = failure.ExitCode });
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var (flags, options, configSource) = await ReadAsync(cancellationToken);
        board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
        await using var server = await StartAsync(options, cancellationToken);
        var ports = new Dictionary<int, int>();
        if (server.RestPort > 0)
        {
            ports[flags.RestApiPort] = server.RestPort;
        }

        if (server.GrpcPort > 0)
        {
            ports[flags.Port] = server.GrpcPort;
        }

        board.SetPorts(ports);
        try
        {
            await Task.WhenAll(
                ProbeAsync(new ReadinessProbe(container, ports, () => server.IsAvailable), cancellationToken),
                RefreshConfigAsync(configSource, cancellationToken));
        }
        finally
        {
            await server.StopAsync(TimeSpan.FromSeconds(pod.Spec.TerminationGracePeriodSeconds ?? 30));
        }
    }

    private async Task<(ServerFlags Flags, ServerOptions Options, string? ConfigSource)> ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> environment = [];
        if (await ContainerEnvironment.ResolveAsync(pod, container, node.Cluster, environment, cancellationToken) is { } missing)
        {
            throw new ContainerFailure(1, missing);
        }

        var paths = volumes.PathsOf(container);
        var arguments = TensorFlowCommand.Build(container, environment, paths);
        var configSource = MappedConfigFile.Redirect(arguments, ConfigCopy);
        if (configSource is not null)
        {
            MappedConfigFile.Refresh(configSource, ConfigCopy, paths);
        }

        if (!FlagParser.TryParse(arguments, out var flags, out _, out var error) || !ServerOptionsReader.TryRead(flags, out var options, out error))
        {
            throw new ContainerFailure(1, error);
        }

        // Many servers share this machine's ports: the node publishes which port stands for which of the container's.
        options = options with { RestPort = options.RestPort is null ? null : 0, GrpcPort = options.GrpcPort is null ? null : 0, Address = System.Net.IPAddress.Loopback };
        return (flags, options, configSource);
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

    private async Task ProbeAsync(ReadinessProbe probe, CancellationToken cancellationToken)
    {
        await Task.Delay(probe.InitialDelay, node.TimeProvider, cancellationToken);
        var gate = probe.Gate;
        while (true)
        {
            var before = gate.IsReady;
            gate = gate.Observe(await probe.CheckAsync(node.TimeProvider, cancellationToken));
            if (gate.IsReady != before)
            {
                board.Update(container.Name, report => report with { IsReady = gate.IsReady });
            }

            await Task.Delay(gate.IsReady ? probe.Period : FirstProbes, node.TimeProvider, cancellationToken);
        }
    }

    /// <summary>Follows the config map, as the files under a mounted one do.</summary>
    private async Task RefreshConfigAsync(string? source, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ConfigPeriod, node.TimeProvider);
        while (source is not null && await timer.WaitForNextTickAsync(cancellationToken))
        {
            await volumes.PrepareAsync(cancellationToken);
            MappedConfigFile.Refresh(source, ConfigCopy, volumes.PathsOf(container));
        }
    }
}
