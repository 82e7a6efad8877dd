using System.Collections.Concurrent;
using System.Threading.Channels;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Starts and stops pods as the API binds them to this node and takes them away.</summary>
internal sealed class NodeAgent(NodeServices node)
{
    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(30);

    /// <summary>What a pod has that the API no longer knows.</summary>
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ResourceKey, PodWorker> _pods = [];
    private readonly ConcurrentDictionary<string, PodWorker> _leaving = new();
    private readonly List<Task> _ending = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Forget();
        var changes = Channel.CreateUnbounded<ResourceEvent<V1Pod>>();
        var informer = new Informer<V1Pod>(node.Cluster, new ResourceQuery(FieldSelector: $"spec.nodeName={node.Settings.Name}"), node.TimeProvider);
        informer.Changed += change => changes.Writer.TryWrite(change);
        informer.Failed += problem => node.Logger.WatchFailed(problem.Message);
        var following = informer.RunAsync(cancellationToken);
        var telling = node.Events.RunAsync(cancellationToken);
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellationToken))
            {
                Apply(change, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped: end all pods below.
        }

        await following;
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var leaving in _leaving.Values)
        {
            leaving.Hurry(LeastGrace);
        }

        await Task.WhenAll(_ending.Concat(_pods.Values.Select(worker => worker.DisposeAsync().AsTask())));
        await node.Proxy.DisposeAsync();
    }

    /// <summary>Clears away what a process that was killed has left of its pods.</summary>
    private void Forget()
    {
        if (Directory.Exists(node.Settings.PodsFolder))
        {
            Directory.Delete(node.Settings.PodsFolder, recursive: true);
        }
    }

    private void Apply(ResourceEvent<V1Pod> change, CancellationToken cancellationToken)
    {
        var pod = change.Resource;
        var key = ResourceKey.Of(pod);
        var isHere = change.Type != ResourceEventType.Deleted && pod.Spec.NodeName == node.Settings.Name;
        var worker = _pods.GetValueOrDefault(key);

        // What has run to its end is not started again, but it is kept, with its logs, until it is deleted.
        var isOver = pod.Status?.Phase is "Succeeded" or "Failed" && worker?.Uid != pod.Metadata.Uid;
        var wanted = isHere && pod.Metadata.DeletionTimestamp is null && !isOver;
        if (worker is not null && (!wanted || worker.Uid != pod.Metadata.Uid))
        {
            _pods.Remove(key);
            Leave(worker, pod, isHere && worker.Uid == pod.Metadata.Uid, cancellationToken);
            worker = null;
        }
        else if (!wanted && pod.Metadata.Uid is { } uid && _leaving.TryGetValue(uid, out var leaving))
        {
            leaving.Hurry(isHere ? Grace(pod) : LeastGrace);
        }
        else if (isHere && pod.Metadata.DeletionTimestamp is not null)
        {
            // A process before this one ran it.
            _ending.Add(RemoveAsync(pod, cancellationToken));
        }

        if (wanted && worker is null)
        {
            _pods[key] = PodWorker.Start(pod, node);
        }
    }

    private static TimeSpan Grace(V1Pod pod) => pod.Metadata.DeletionGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualGrace;

    private void Leave(PodWorker worker, V1Pod pod, bool isKnown, CancellationToken cancellationToken)
    {
        _ending.RemoveAll(task => task.IsCompleted);
        _leaving[worker.Uid ?? string.Empty] = worker;
        _ending.Add(EndAsync());

        async Task EndAsync()
        {
            await worker.TerminateAsync(isKnown ? Grace(pod) : LeastGrace);
            _leaving.TryRemove(worker.Uid ?? string.Empty, out _);
            if (isKnown && pod.Metadata.DeletionTimestamp is not null)
            {
                await RemoveAsync(pod, cancellationToken);
            }
        }
    }

    /// <summary>Tells the API that nothing of the pod is left.</summary>
    private async Task RemoveAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await node.Cluster.RemoveAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, pod.Metadata.Uid, cancellationToken);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
            {
                node.Logger.RemovalFailed(pod.Metadata.NamespaceProperty, pod.Metadata.Name, e.Message);
                await Task.Delay(Retry, node.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
