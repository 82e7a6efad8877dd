using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a container does before it is stopped: sleep, or call one of its own endpoints.</summary>
internal static class LifecycleHook
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    /// <summary>Runs the hook; returns why it failed, or nothing.</summary>
    public static async Task<string?> RunAsync(V1Container container, V1LifecycleHandler hook, ProbeCaller caller, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (Pause(hook) is { } pause)
        {
            await Task.Delay(pause, timeProvider, cancellationToken);
            return null;
        }

        var target = hook.HttpGet is { } get ? ProbeTarget.Of(container, get) : hook.Exec?.Command is { } command ? ProbeCommand.Map([.. command]) : null;
        if (target is null)
        {
            return $"command [{string.Join(' ', hook.Exec?.Command ?? [])}] cannot run here: containers are no processes; use sleep or httpGet";
        }

        var result = await caller.CallAsync(target, CallLimit, cancellationToken);
        return result.Succeeded == true ? null : result.Message;
    }

    private static TimeSpan? Pause(V1LifecycleHandler hook) =>
        hook.Sleep is { } sleep ? TimeSpan.FromSeconds(sleep.Seconds) : hook.Exec?.Command is { } command ? ProbeCommand.Sleep([.. command]) : null;
}
