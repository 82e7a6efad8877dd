using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The init containers that keep running beside a pod's others: each starts in its turn, and they end after the others, the last one first.</summary>
/// <param name="run">Runs a container until it is cancelled.</param>
/// <param name="announce">Tells a container that it is about to end.</param>
internal sealed class Sidecars(
    Func<V1Container, CancellationToken, Task> run, Func<V1Container, CancellationToken, Task> announce, PodBoard board, PodTermination termination) : IAsyncDisposable
{
    private const string Always = "Always";

    private readonly Stack<(V1Container Container, CancellationTokenSource Stopping, Task Running)> _started = new();

    /// <summary>Whether an init container is to keep running.</summary>
    public static bool Has(V1Container container) => container.RestartPolicy == Always;

    /// <summary>Starts a container, and waits until the next one may start.</summary>
    public async Task StartAsync(V1Container container, CancellationToken cancellationToken)
    {
        var stopping = new CancellationTokenSource();
        var running = run(container, stopping.Token);
        _started.Push((container, stopping, running));
        var started = board.UntilAsync(report => report.Init.Any(init => init.Name == container.Name && init.IsStarted), cancellationToken);
        await await Task.WhenAny(running, started);
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.Count > 0)
        {
            // They have their time even where nobody has asked the pod to end, and are not started again.
            termination.Begin();
        }

        while (_started.TryPop(out var sidecar))
        {
            await announce(sidecar.Container, termination.Over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await sidecar.Stopping.CancelAsync();
            await sidecar.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sidecar.Stopping.Dispose();
        }
    }
}
