using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs one container, and starts it again when it ends, as its pod wants it.</summary>
internal sealed class ContainerWorker(
    V1Pod pod, V1Container container, ContainerPreparation preparation, PodVolumes volumes, PodBoard board, PodTermination termination, NodeServices node)
{
    private readonly ContainerRestarts _restarts = new(pod, container, board, node);
    private volatile IContainerRun? _run;

    public async Task RunAsync(Image image, CancellationToken cancellationToken)
    {
        var restarts = true;
        while (restarts)
        {
            var log = _restarts.Begin();
            try
            {
                await ServeAsync(await preparation.WaitAsync(container, image, cancellationToken), log, cancellationToken);
            }
            catch (ContainerFailure failure)
            {
                _restarts.Fail(failure, log);
                restarts = PodReport.Restarts(pod.Spec.RestartPolicy, failure.ExitCode) && !termination.HasBegun;
                await (restarts ? _restarts.WaitAsync(cancellationToken) : Task.CompletedTask);
            }
        }
    }

    /// <summary>Runs one of the container's hooks; one that cannot run here tells nothing.</summary>
    public Task<ProbeResult> RunAsync(V1LifecycleHandler hook, CancellationToken cancellationToken) => _run is { } run
        ? LifecycleHook.RunAsync(container, hook, new ProbeCaller(run, node.TimeProvider), node.TimeProvider, cancellationToken)
        : Task.FromResult(ProbeResult.Success);

    /// <exception cref="ContainerFailure">The container has ended.</exception>
    private async Task ServeAsync(IContainerLaunch launch, ContainerLog log, CancellationToken cancellationToken)
    {
        await using var run = Start(launch, log);
        _run = run;
        TimeSpan? grace = null;
        try
        {
            await WatchAsync(run, cancellationToken);
        }
        catch (ContainerFailure failure) when (failure.ExitCode == ContainerFailure.Killed && run.RunsCommands)
        {
            // It may have ended in its own way.
            throw await run.StopAsync(failure.Grace ?? termination.Remaining) is { } code ? new ContainerFailure(code, failure.Message, failure) : failure;
        }
        catch (ContainerFailure failure)
        {
            grace = failure.Grace;
            throw;
        }
        finally
        {
            _run = null;
            await run.StopAsync(grace ?? termination.Remaining);
        }
    }

    private IContainerRun Start(IContainerLaunch launch, ContainerLog log)
    {
        foreach (var (reason, message) in launch.Caveats(container, volumes))
        {
            node.Events.Warning(pod, container.Name, reason, message);
            log.Append($"W {reason}] {message}");
        }

        var run = _restarts.Start(launch, log);

        // While its hook runs, a container counts as being created.
        if (container.Lifecycle?.PostStart is null)
        {
            board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
        }

        return run;
    }

    /// <summary>Asks the container's probes until one of them, or the container itself, ends it.</summary>
    private async Task WatchAsync(IContainerRun run, CancellationToken cancellationToken)
    {
        await run.OpenAsync(cancellationToken);
        board.SetPorts(run.Ports);
        await FollowUpAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probing = new ContainerProbes(pod, container, new ProbeCaller(run, node.TimeProvider), () => run.IsAvailable, board, node).RunAsync(ending.Token);
        try
        {
            if (await Task.WhenAny(probing, run.Ended) == run.Ended)
            {
                throw new ContainerFailure(await run.Ended, string.Empty);
            }

            await probing;
        }
        finally
        {
            await ending.CancelAsync();
            await probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowUpAsync(CancellationToken cancellationToken)
    {
        if (container.Lifecycle?.PostStart is not { } hook)
        {
            return;
        }

        var result = await RunAsync(hook, cancellationToken);
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
}
