using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs one pod from its first volume to its last request.</summary>
internal sealed class PodWorker : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly V1Pod _pod;
    private readonly NodeServices _node;
    private readonly string _folder;
    private readonly PodVolumes _volumes;
    private readonly PodPublisher _publisher;
    private readonly PodBoard _board;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    private PodWorker(V1Pod pod, NodeServices node)
    {
        _pod = pod;
        _node = node;
        _folder = Path.Combine(node.Settings.PodsFolder, pod.Metadata.Uid ?? pod.Metadata.Name);
        _volumes = new PodVolumes(pod, _folder, node.Settings.Storage, node.Cluster);
        _publisher = new PodPublisher(pod, node.Cluster, node.TimeProvider, node.Logger);
        var report = new PodReport(Reports(pod.Spec.InitContainers), Reports(pod.Spec.Containers), node.TimeProvider.GetUtcNow());
        _board = new PodBoard(report, _publisher.Publish);
        _running = RunAsync(_stopping.Token);
    }

    public string? Uid => _pod.Metadata.Uid;

    public static PodWorker Start(V1Pod pod, NodeServices node) => new(pod, node);

    /// <summary>Lets running requests end, then forgets the pod.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _node.Logs.Remove(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name);
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        _node.Logger.PodEnded(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name);
    }

    private static IReadOnlyList<ContainerReport> Reports(IEnumerable<V1Container>? containers) =>
        [.. (containers ?? []).Select(container => new ContainerReport(container.Name, container.Image))];

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _node.Logger.PodStarts(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name);
        try
        {
            await Task.WhenAll(_publisher.RunAsync(cancellationToken), LiveAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The way a pod ends.
        }
        catch (Exception e)
        {
            _node.Logger.PodBroke(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name, e);
        }
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        while (!await PrepareAsync(cancellationToken))
        {
            await Task.Delay(Retry, _node.TimeProvider, cancellationToken);
        }

        await Task.WhenAll(_pod.Spec.Containers.Select(container => RunContainerAsync(container, cancellationToken)));
    }

    private async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _volumes.PrepareAsync(cancellationToken) is { } problem)
            {
                UpdateAll(report => report.Wait("ContainerCreating", $"MountVolume.SetUp failed: {problem}"));
                return false;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
        {
            UpdateAll(report => report.Wait("ContainerCreating", e.Message));
            return false;
        }

        return (_pod.Spec.InitContainers ?? []).All(Initialize);
    }

    private bool Initialize(V1Container container)
    {
        if (!_node.Settings.Images.TryFind(container.Image, out var personality, out var problem))
        {
            _board.Update(container.Name, report => report.Wait("ImagePullBackOff", problem));
            return false;
        }

        if (personality != Personality.StorageInitializer || container.Args is not [var uri, var destination, ..])
        {
            problem = $"image {container.Image} cannot initialize: only storage initializers with the arguments [uri, folder] can";
        }
        else if (_node.Settings.Storage.TryMap(uri, out var folder, out problem))
        {
            _volumes.Provide(container, destination, folder);
            _board.Update(container.Name, report => report.End(0, null, _node.TimeProvider.GetUtcNow()));
            return true;
        }

        _board.Update(container.Name, report => report.End(1, problem, _node.TimeProvider.GetUtcNow()));
        return false;
    }

    private async Task RunContainerAsync(V1Container container, CancellationToken cancellationToken)
    {
        if (_node.Settings.Images.TryFind(container.Image, out var personality, out var problem) && personality == Personality.TensorFlowServing)
        {
            await new ContainerWorker(_pod, container, _volumes, _folder, _board, _node).RunAsync(cancellationToken);
            return;
        }

        _board.Update(container.Name, report => report.Wait("ImagePullBackOff", problem ?? $"image {container.Image} can only initialize"));
    }

    private void UpdateAll(Func<ContainerReport, ContainerReport> change)
    {
        foreach (var container in _board.Report.Init.Concat(_board.Report.Containers))
        {
            _board.Update(container.Name, change);
        }
    }
}
