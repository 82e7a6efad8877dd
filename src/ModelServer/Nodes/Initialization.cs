using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs a pod's init containers one after the other; one that fails is started again, unless the pod never restarts.</summary>
internal sealed class Initialization(V1Pod pod, PodVolumes volumes, PodBoard board, NodeServices node)
{
    /// <summary>Returns whether all have succeeded.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            await new ImagePull(pod, board, node).WaitAsync(container, Personality.StorageInitializer, cancellationToken);
            if (!await RunAsync(container, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> RunAsync(V1Container container, CancellationToken cancellationToken)
    {
        var restarts = new ContainerRestarts(pod, container, board, node);
        while (true)
        {
            var log = restarts.Begin();
            node.Events.Normal(pod, container.Name, "Created", $"Created container: {container.Name}");
            node.Events.Normal(pod, container.Name, "Started", $"Started container {container.Name}");
            board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
            try
            {
                Provide(container, log);
                log.Close();
                board.Update(container.Name, report => report.End(0, null, node.TimeProvider.GetUtcNow()));
                return true;
            }
            catch (ContainerFailure failure)
            {
                restarts.Fail(failure, log);
                if (pod.Spec.RestartPolicy == "Never")
                {
                    return false;
                }

                await restarts.WaitAsync(cancellationToken);
            }
        }
    }

    private void Provide(V1Container container, ContainerLog log)
    {
        if (container.Args is not [var uri, var destination, ..])
        {
            throw new ContainerFailure(1, $"storage initializer {container.Name} needs the arguments [uri, folder]");
        }

        log.Append($"I Initializing, args: src_uri [{uri}] dest_path [{destination}]");
        if (!node.Settings.Storage.TryMap(uri, out var folder, out var problem))
        {
            throw new ContainerFailure(1, problem);
        }

        volumes.Provide(container, destination, folder);
        log.Append($"I {uri} is the folder {folder}: it is mounted at {destination}, and nothing is copied");
    }
}
