using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>One of a container's probes, with the defaults filled in.</summary>
internal sealed class ContainerProbe(string kind, V1Container container, V1Probe probe)
{
    private readonly ProbeTarget? _target = ProbeTarget.Of(container, probe);

    /// <summary>Gets <c>Liveness</c>, <c>Readiness</c> or <c>Startup</c>.</summary>
    public string Kind => kind;

    public TimeSpan InitialDelay => TimeSpan.FromSeconds(probe.InitialDelaySeconds ?? 0);

    public TimeSpan Period => TimeSpan.FromSeconds(Math.Max(1, probe.PeriodSeconds ?? 10));

    public int SuccessThreshold => Math.Max(1, probe.SuccessThreshold ?? 1);

    public int FailureThreshold => Math.Max(1, probe.FailureThreshold ?? 3);

    public TimeSpan? TerminationGrace => probe.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public async Task<ProbeResult> CheckAsync(ProbeCaller caller, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(Math.Max(1, probe.TimeoutSeconds ?? 1));
        return probe.Exec?.Command is { } command && caller.RunsCommands ? await caller.RunAsync([.. command], limit, cancellationToken)
            : _target is not null ? await caller.CallAsync(_target, limit, cancellationToken)
            : ProbeResult.Unknown($"command [{string.Join(' ', probe.Exec?.Command ?? [])}] cannot run here: containers of this image are no processes; use httpGet, tcpSocket or grpc");
    }
}
