using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a container does after it is started or before it is stopped: sleep, or call one of its own endpoints.</summary>
internal static class LifecycleHook
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    /// <summary>Runs the hook; one that cannot run here tells nothing.</summary>
    public static async Task<ProbeResult> RunAsync(V1Container container, V1LifecycleHandler hook, ProbeCaller caller, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (caller.RunsCommands && hook.Exec?.Command is { } written)
        {
            return await caller.RunAsync([.. written], Timeout.InfiniteTimeSpan, cancellationToken);
        }

        if (Pause(hook) is { } pause)
        {
            await Task.Delay(pause, timeProvider, cancellationToken);
            return ProbeResult.Success;
        }

        var target = hook.HttpGet is { } get ? ProbeTarget.Of(container, get) : hook.Exec?.Command is { } command ? ProbeCommand.Map([.. command]) : null;
        if (target is null)
        {
            return ProbeResult.Unknown($"command [{string.Join(' ', hook.Exec?.Command ?? [])}] cannot run here: containers of this image are no processes; use sleep or httpGet");
        }

        return await caller.CallAsync(target, CallLimit, cancellationToken);
    }

    private static TimeSpan? Pause(V1LifecycleHandler hook) =>
        hook.Sleep is { } sleep ? TimeSpan.FromSeconds(sleep.Seconds) : hook.Exec?.Command is { } command ? ProbeCommand.Sleep([.. command]) : null;
}
