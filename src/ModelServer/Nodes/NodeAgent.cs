using System.Threading.Channels;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Starts and stops pods as the API binds them to this node and takes them away.</summary>
internal sealed class NodeAgent(NodeServices node)
{
    private readonly Dictionary<ResourceKey, PodWorker> _pods = [];
    private readonly List<Task> _ending = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var changes = Channel.CreateUnbounded<ResourceEvent<V1Pod>>();
        var informer = new Informer<V1Pod>(node.Cluster, new ResourceQuery(FieldSelector: $"spec.nodeName={node.Settings.Name}"), node.TimeProvider);
        informer.Changed += change => changes.Writer.TryWrite(change);
        informer.Failed += problem => node.Logger.WatchFailed(problem.Message);
        var following = informer.RunAsync(cancellationToken);
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellationToken))
            {
                Apply(change);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped: end all pods below.
        }

        await following;
        await Task.WhenAll(_ending.Concat(_pods.Values.Select(worker => worker.DisposeAsync().AsTask())));
    }

    private void Apply(ResourceEvent<V1Pod> change)
    {
        var pod = change.Resource;
        var key = ResourceKey.Of(pod);
        var wanted = change.Type != ResourceEventType.Deleted
            && pod.Metadata.DeletionTimestamp is null
            && pod.Spec.NodeName == node.Settings.Name
            && pod.Status?.Phase is not ("Succeeded" or "Failed");
        if (_pods.TryGetValue(key, out var worker) && (!wanted || worker.Uid != pod.Metadata.Uid))
        {
            _pods.Remove(key);
            _ending.RemoveAll(task => task.IsCompleted);
            _ending.Add(worker.DisposeAsync().AsTask());
            worker = null;
        }

        if (wanted && worker is null)
        {
            _pods[key] = PodWorker.Start(pod, node);
        }
    }
}
