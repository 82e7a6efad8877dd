using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>How a container's runs follow each other: each has its log, and those that fail wait longer and longer for the next.</summary>
internal sealed class ContainerRestarts(V1Pod pod, V1Container container, TerminationMessage lastWords, PodBoard board, NodeServices node)
{
    private readonly RestartBackOff _backOff = new();
    private readonly ContainerKey _key = new(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name);
    private long _started;

    private string PodName => $"{pod.Metadata.Name}_{pod.Metadata.NamespaceProperty}({pod.Metadata.Uid})";

    /// <summary>Begins a run; returns its log.</summary>
    public ContainerLog Begin()
    {
        _started = node.TimeProvider.GetTimestamp();
        return node.Logs.Begin(_key);
    }

    /// <summary>Starts a run, and tells of it.</summary>
    /// <exception cref="ContainerFailure">It cannot be started.</exception>
    public IContainerRun Start(IContainerLaunch launch, ContainerLog log)
    {
        node.Events.Normal(pod, container.Name, "Created", $"Created container: {container.Name}");
        try
        {
            var run = launch.Start(new ContainerIdentity(_key, pod.Metadata.Uid ?? string.Empty), log, node);
            node.Events.Normal(pod, container.Name, "Started", $"Started container {container.Name}");
            return run;
        }
        catch (ContainerFailure failure)
        {
            node.Events.Warning(pod, container.Name, "Failed", $"Error: {failure.Message}");
            throw;
        }
    }

    /// <summary>Notes that the run is over.</summary>
    public void Fail(ContainerFailure failure, ContainerLog log)
    {
        if (failure.Message.Length > 0)
        {
            log.Append(failure.Message);
        }

        node.Logger.ContainerFailed(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name, failure.Message);
        End(failure.ExitCode, failure.Message, log, failure.Reason);
    }

    /// <summary>Notes how the run has ended.</summary>
    public void End(int exitCode, string message, ContainerLog log, string? reason = null)
    {
        log.Close();
        var said = lastWords.Read(exitCode, message, log);
        board.Update(container.Name, report => report.End(exitCode, said, node.TimeProvider.GetUtcNow(), reason));
    }

    /// <summary>Waits until the next run may begin.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = _backOff.Next(node.TimeProvider.GetElapsedTime(_started));
        if (wait > TimeSpan.Zero)
        {
            node.Logs.End(_key);
            node.Events.Warning(pod, container.Name, "BackOff", $"Back-off restarting failed container {container.Name} in pod {PodName}");
            board.Update(container.Name, report => report.Wait("CrashLoopBackOff", $"back-off {Text(wait)} restarting failed container={container.Name} pod={PodName}"));
            await Task.Delay(wait, node.TimeProvider, cancellationToken);
        }
        else
        {
            board.Update(container.Name, report => report.Wait("ContainerCreating", null));
        }
    }

    private static string Text(TimeSpan wait) => wait.TotalMinutes >= 1 ? $"{(int)wait.TotalMinutes}m{wait.Seconds}s" : $"{wait.TotalSeconds:F0}s";
}
