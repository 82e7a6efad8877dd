using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Watches a running container with its three probes, as a kubelet does: nothing counts before the startup probe succeeds.</summary>
internal sealed class ContainerProbes(V1Pod pod, V1Container container, ProbeCaller caller, Func<bool> isAvailable, PodBoard board, NodeServices node)
{
    /// <summary>A container that is not ready yet is asked more often than its probe says: local models load in less than a period.</summary>
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs until the container has to be restarted.</summary>
    /// <exception cref="ContainerFailure">The liveness or the startup probe failed too often.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (container.StartupProbe is { } startup)
        {
            await StartAsync(new ContainerProbe("Startup", container, startup), cancellationToken);
        }

        board.Update(container.Name, report => report with { IsStarted = true });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> followers =
        [
            container.ReadinessProbe is { } probe
                ? FollowReadinessAsync(new ContainerProbe("Readiness", container, probe), ending.Token)
                : FollowAvailabilityAsync(ending.Token),
        ];
        if (container.LivenessProbe is { } liveness)
        {
            followers.Add(FollowLivenessAsync(new ContainerProbe("Liveness", container, liveness), ending.Token));
        }

        try
        {
            await await Task.WhenAny(followers);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(followers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartAsync(ContainerProbe probe, CancellationToken cancellationToken)
    {
        await Task.Delay(probe.InitialDelay, node.TimeProvider, cancellationToken);
        for (var failures = 0; ;)
        {
            var result = await probe.CheckAsync(caller, cancellationToken);
            if (result.Succeeded ?? Tell(probe, result) && isAvailable())
            {
                return;
            }

            Report(probe, result);
            if (++failures >= probe.FailureThreshold)
            {
                throw Kill(probe);
            }

            await Task.Delay(probe.Period, node.TimeProvider, cancellationToken);
        }
    }

    private async Task FollowLivenessAsync(ContainerProbe probe, CancellationToken cancellationToken)
    {
        await Task.Delay(probe.InitialDelay, node.TimeProvider, cancellationToken);
        for (var failures = 0; failures < probe.FailureThreshold;)
        {
            var result = await probe.CheckAsync(caller, cancellationToken);
            if (result.Succeeded ?? Tell(probe, result))
            {
                failures = 0;
            }
            else
            {
                failures++;
                Report(probe, result);
            }

            if (failures < probe.FailureThreshold)
            {
                await Task.Delay(probe.Period, node.TimeProvider, cancellationToken);
            }
        }

        throw Kill(probe);
    }

    private async Task FollowReadinessAsync(ContainerProbe probe, CancellationToken cancellationToken)
    {
        await Task.Delay(probe.InitialDelay, node.TimeProvider, cancellationToken);
        var gate = new ReadinessGate(probe.SuccessThreshold, probe.FailureThreshold);
        var eager = probe.SuccessThreshold == 1 && probe.Period > Eager;
        var reported = long.MinValue;
        while (true)
        {
            var result = await probe.CheckAsync(caller, cancellationToken);
            var succeeded = result.Succeeded ?? Tell(probe, result) && isAvailable();
            if (!succeeded && (reported == long.MinValue || node.TimeProvider.GetElapsedTime(reported) >= probe.Period))
            {
                reported = node.TimeProvider.GetTimestamp();
                Report(probe, result);
            }

            gate = Publish(gate, succeeded);
            eager &= !gate.IsReady;
            await Task.Delay(eager ? Eager : probe.Period, node.TimeProvider, cancellationToken);
        }
    }

    /// <summary>Without a readiness probe, a container is ready while its models are available.</summary>
    private async Task FollowAvailabilityAsync(CancellationToken cancellationToken)
    {
        var gate = new ReadinessGate(1, 1);
        while (true)
        {
            gate = Publish(gate, isAvailable());
            await Task.Delay(gate.IsReady ? TimeSpan.FromSeconds(1) : Eager, node.TimeProvider, cancellationToken);
        }
    }

    private ReadinessGate Publish(ReadinessGate before, bool succeeded)
    {
        var gate = before.Observe(succeeded);
        if (gate.IsReady != before.IsReady)
        {
            board.Update(container.Name, report => report with { IsReady = gate.IsReady });
        }

        return gate;
    }

    /// <summary>What cannot be asked counts as well; it is said once per container.</summary>
    private bool Tell(ContainerProbe probe, ProbeResult result)
    {
        if (board.FirstTime($"{container.Name}/{probe.Kind}"))
        {
            node.Events.Warning(pod, container.Name, "ProbeWarning", $"{probe.Kind} probe warning: {result.Message}");
        }

        return true;
    }

    private void Report(ContainerProbe probe, ProbeResult result) =>
        node.Events.Warning(pod, container.Name, "Unhealthy", $"{probe.Kind} probe failed: {result.Message}");

    private ContainerFailure Kill(ContainerProbe probe)
    {
        node.Events.Normal(pod, container.Name, "Killing", $"Container {container.Name} failed {probe.Kind.ToLowerInvariant()} probe, will be restarted");
        return new ContainerFailure(ContainerFailure.Killed, string.Empty) { Grace = probe.TerminationGrace };
    }
}
