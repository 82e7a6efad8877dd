using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Records what happened to an object as Kubernetes events; the same event again only counts up.</summary>
internal sealed class EventRecorder(ICluster cluster, TimeProvider timeProvider, ILogger<EventRecorder> logger)
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";

    /// <summary>Records an event; failing to do so is logged and otherwise ignored.</summary>
    public async Task RecordAsync<T>(T involved, string type, string reason, string message, string component, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            await WriteAsync(Describe(involved, type, reason, message, component), cancellationToken);
        }
        catch (ClusterException exception)
        {
            logger.EventNotRecorded(reason, typeof(T).Name, ObjectKey.Of(involved), exception);
        }
    }

    private async Task WriteAsync(Corev1Event happened, CancellationToken cancellationToken)
    {
        var (name, ns) = (happened.Metadata.Name, happened.Metadata.NamespaceProperty);
        if (await cluster.FindAsync<Corev1Event>(name, ns, cancellationToken) is not { } earlier)
        {
            await cluster.CreateAsync(happened, cancellationToken);
            return;
        }

        var patch = new JsonObject
        {
            ["count"] = (earlier.Count ?? 1) + 1,
            ["lastTimestamp"] = Resources.ToJson(happened)["lastTimestamp"]?.DeepClone(),
        };
        await cluster.PatchAsync<Corev1Event>(name, ns, patch, null, cancellationToken);
    }

    private Corev1Event Describe<T>(T involved, string type, string reason, string message, string component)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        var kind = Resources.KindOf<T>().Kind;
        var ns = involved.Metadata.NamespaceProperty ?? "default";
        var identity = Resources.HashText($"{kind}|{involved.Metadata.Uid}|{type}|{reason}|{message}|{component}");
        return Resources.WithKind(new Corev1Event
        {
            Metadata = new V1ObjectMeta { Name = $"{involved.Metadata.Name}.{identity}", NamespaceProperty = ns },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = Resources.ApiVersionOf<T>(),
                Kind = kind,
                Name = involved.Metadata.Name,
                NamespaceProperty = involved.Metadata.NamespaceProperty,
                Uid = involved.Metadata.Uid,
                ResourceVersion = involved.Metadata.ResourceVersion,
            },
            Type = type,
            Reason = reason,
            Message = message,
            Source = new V1EventSource { Component = component },
            ReportingComponent = component,
            ReportingInstance = string.Empty,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
        });
    }
}
