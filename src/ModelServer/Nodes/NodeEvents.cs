using System.Threading.Channels;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Tells the API what the node did with its pods, in the order it happened; the same event again only counts up.</summary>
internal sealed class NodeEvents(string node, ICluster cluster, TimeProvider timeProvider, ILogger logger)
{
    private const string Component = "kubelet";
    private const int Capacity = 1000;

    private readonly Channel<Corev1Event> _pending = Channel.CreateBounded<Corev1Event>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Normal(V1Pod pod, string? container, string reason, string message) => Record(pod, container, "Normal", reason, message);

    public void Warning(V1Pod pod, string? container, string reason, string message) => Record(pod, container, "Warning", reason, message);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in _pending.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await cluster.RecordAsync(happened, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
            {
                logger.EventNotRecorded(happened.Reason, happened.InvolvedObject.NamespaceProperty, happened.InvolvedObject.Name, e.Message);
            }
        }
    }

    /// <summary>Tells something of the node itself.</summary>
    public void OfNode(string reason, string message) =>
        Record(new V1ObjectReference { ApiVersion = "v1", Kind = V1Node.KubeKind, Name = node, Uid = node }, "Normal", reason, message);

    private void Record(V1Pod pod, string? container, string type, string reason, string message)
    {
        var list = pod.Spec.InitContainers?.Any(init => init.Name == container) == true ? "initContainers" : "containers";
        var involved = new V1ObjectReference
        {
            ApiVersion = "v1",
            Kind = V1Pod.KubeKind,
            Name = pod.Metadata.Name,
            NamespaceProperty = pod.Metadata.NamespaceProperty,
            Uid = pod.Metadata.Uid,
            ResourceVersion = pod.Metadata.ResourceVersion,
            FieldPath = container is null ? null : $"spec.{list}{{{container}}}",
        };
        Record(involved, type, reason, message);
    }

    private void Record(V1ObjectReference involved, string type, string reason, string message)
    {
        var source = new V1EventSource { Component = Component, Host = node };
        _pending.Writer.TryWrite(ClusterEvents.Describe(involved, type, reason, message, source, timeProvider.GetUtcNow().UtcDateTime));
    }
}
