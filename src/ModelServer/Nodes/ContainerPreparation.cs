using k8s.Models;
using ModelServing.ModelServer.Nodes.Processes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Gets together what a container refers to before it can start; while something is missing, it is refused, and no run of it counts.</summary>
internal sealed class ContainerPreparation(V1Pod pod, PodVolumes volumes, string podFolder, PodBoard board, NodeServices node)
{
    private static readonly TimeSpan MissingPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Gives where a container says its last words.</summary>
    public TerminationMessage LastWords(V1Container container) => new(container, podFolder);

    /// <exception cref="ContainerFailure">The command line is wrong.</exception>
    public async Task<IContainerLaunch> WaitAsync(V1Container container, Image image, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (launch, missing) = image.Command is { } command
                ? await ProcessLaunch.PrepareAsync(pod, container, command, volumes, LastWords(container), node, cancellationToken)
                : await ContainerLaunch.PrepareAsync(pod, container, volumes, podFolder, node, cancellationToken);
            if (launch is not null)
            {
                return launch;
            }

            board.Update(container.Name, report => report.Wait("CreateContainerConfigError", missing));
            node.Events.Warning(pod, container.Name, "Failed", $"Error: {missing}");
            await Task.Delay(MissingPeriod, node.TimeProvider, cancellationToken);
        }
    }
}
