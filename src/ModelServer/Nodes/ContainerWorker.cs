using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs one container, and starts it again when it ends, as its pod wants it.</summary>
internal sealed class ContainerWorker(
    V1Pod pod, V1Container container, ContainerPreparation preparation, PodVolumes volumes, PodBoard board, PodTermination termination, NodeServices node)
{
    private static readonly TimeSpan OrdinaryStart = TimeSpan.FromSeconds(2);

    private readonly ContainerRestarts _restarts = new(pod, container, preparation.LastWords(container), board, node);
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
                restarts = PodReport.Restarts(Sidecars.Has(container) ? container.RestartPolicy : pod.Spec.RestartPolicy, failure.ExitCode) && !termination.HasBegun;
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
            var code = await run.StopAsync(grace ?? termination.Remaining);
            if (cancellationToken.IsCancellationRequested && Sidecars.Has(container))
            {
                // The pod may live on, to tell how it has ended.
                _restarts.End(code ?? 0, string.Empty, log);
            }
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
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var opening = OpenAsync(run, ending.Token);
        var probing = ProbeAsync(run, opening, ending.Token);
        try
        {
            await Task.WhenAny(opening, probing, run.Ended);
            if (opening.IsCompleted)
            {
                await opening;
                await Task.WhenAny(probing, run.Ended);
            }

            if (run.Ended.IsCompleted)
            {
                throw new ContainerFailure(await run.Ended, string.Empty);
            }

            await probing;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(opening, probing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OpenAsync(IContainerRun run, CancellationToken cancellationToken)
    {
        await run.OpenAsync(cancellationToken);
        board.SetPorts(run.Ports);
        await FollowUpAsync(cancellationToken);
    }

    /// <summary>Probes from the start, as a kubelet does: a server that waits for its models forever has to be told of, and may have to be restarted.</summary>
    private async Task ProbeAsync(IContainerRun run, Task opening, CancellationToken cancellationToken)
    {
        // After the hook, for until then the container does not run; and not while an ordinary start takes its time.
        await (container.Lifecycle?.PostStart is null ? Task.WhenAny(opening, Task.Delay(OrdinaryStart, node.TimeProvider, cancellationToken)) : opening);
        if (!opening.IsFaulted)
        {
            // It is not ready before its ports are told.
            bool IsAvailable() => opening.IsCompletedSuccessfully && run.IsAvailable;
            await new ContainerProbes(pod, container, new ProbeCaller(run, node.TimeProvider), IsAvailable, board, node).RunAsync(cancellationToken);
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
