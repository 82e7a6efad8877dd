using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
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
                await WriteAsync(happened, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
            {
                logger.EventNotRecorded(happened.Reason, happened.InvolvedObject.NamespaceProperty, happened.InvolvedObject.Name, e.Message);
            }
        }
    }

    private void Record(V1Pod pod, string? container, string type, string reason, string message)
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        var path = container is null ? null : $"spec.containers{{{container}}}";
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{pod.Metadata.Uid}|{path}|{type}|{reason}|{message}"));
        _pending.Writer.TryWrite(new Corev1Event
        {
            Metadata = new V1ObjectMeta { Name = $"{pod.Metadata.Name}.{Convert.ToHexStringLower(identity.AsSpan(0, 8))}", NamespaceProperty = pod.Metadata.NamespaceProperty },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = "v1",
                Kind = V1Pod.KubeKind,
                Name = pod.Metadata.Name,
                NamespaceProperty = pod.Metadata.NamespaceProperty,
                Uid = pod.Metadata.Uid,
                ResourceVersion = pod.Metadata.ResourceVersion,
                FieldPath = path,
            },
            Type = type,
            Reason = reason,
            Message = message,
            Source = new V1EventSource { Component = Component, Host = node },
            ReportingComponent = Component,
            ReportingInstance = node,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
        });
    }

    private async Task WriteAsync(Corev1Event happened, CancellationToken cancellationToken)
    {
        var (name, ns) = (happened.Metadata.Name, happened.Metadata.NamespaceProperty);
        if (await cluster.FindAsync<Corev1Event>(name, ns, cancellationToken) is not { } earlier)
        {
            await cluster.CreateAsync(happened, cancellationToken);
            return;
        }

        var patch = new JsonObject { ["count"] = (earlier.Count ?? 1) + 1, ["lastTimestamp"] = PodStatusWriter.Time(timeProvider.GetUtcNow()) };
        await cluster.PatchAsync<Corev1Event>(name, ns, patch, null, cancellationToken);
    }
}
