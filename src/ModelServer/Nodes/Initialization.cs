using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs a pod's init containers one after the other; one that fails is started again, unless the pod never restarts, and sidecars keep running.</summary>
internal sealed class Initialization(V1Pod pod, ContainerPreparation preparation, PodVolumes volumes, PodBoard board, PodTermination termination, NodeServices node)
{
    /// <summary>Returns whether all have succeeded.</summary>
    public async Task<bool> RunAsync(Sidecars sidecars, CancellationToken cancellationToken)
    {
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            if (Sidecars.Has(container))
            {
                await sidecars.StartAsync(container, cancellationToken);
                continue;
            }

            var image = await new ImagePull(pod, board, node).WaitAsync(container, initializes: true, cancellationToken);
            if (!await RunAsync(container, image, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> RunAsync(V1Container container, Image image, CancellationToken cancellationToken)
    {
        var restarts = new ContainerRestarts(pod, container, preparation.LastWords(container), board, node);
        while (true)
        {
            var log = restarts.Begin();
            try
            {
                await (image.Command is null ? ProvideAsync(container, log) : ExecuteAsync(restarts, container, image, log, cancellationToken));
                restarts.End(0, string.Empty, log);
                return true;
            }
            catch (ContainerFailure failure)
            {
                restarts.Fail(failure, log);
                if (pod.Spec.RestartPolicy == "Never" || termination.HasBegun)
                {
                    return false;
                }

                await restarts.WaitAsync(cancellationToken);
            }
        }
    }

    /// <exception cref="ContainerFailure">The command has failed.</exception>
    private async Task ExecuteAsync(ContainerRestarts restarts, V1Container container, Image image, ContainerLog log, CancellationToken cancellationToken)
    {
        await using var run = restarts.Start(await preparation.WaitAsync(container, image, cancellationToken), log);
        board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
        try
        {
            if (await run.Ended.WaitAsync(cancellationToken) is var code and not 0)
            {
                throw new ContainerFailure(code, string.Empty);
            }
        }
        finally
        {
            await run.StopAsync(termination.Remaining);
        }
    }

    private Task ProvideAsync(V1Container container, ContainerLog log)
    {
        node.Events.Normal(pod, container.Name, "Created", $"Created container: {container.Name}");
        node.Events.Normal(pod, container.Name, "Started", $"Started container {container.Name}");
        board.Update(container.Name, report => report.Run(node.TimeProvider.GetUtcNow()));
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
        return Task.CompletedTask;
    }
}
