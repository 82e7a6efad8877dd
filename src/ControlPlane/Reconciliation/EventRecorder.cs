using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Records what happened to an object as Kubernetes events; the same event again only counts up.</summary>
internal sealed class EventRecorder(ICluster cluster, TimeProvider timeProvider, ILogger<EventRecorder> logger)
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";

    private readonly EventAggregation _aggregation = new(timeProvider);

    /// <summary>Records an event; failing to do so is logged and otherwise ignored.</summary>
    public async Task RecordAsync<T>(T involved, string type, string reason, string message, string component, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var reference = new V1ObjectReference
            {
                ApiVersion = Resources.ApiVersionOf<T>(),
                Kind = Resources.KindOf<T>().Kind,
                Name = involved.Metadata.Name,
                NamespaceProperty = involved.Metadata.NamespaceProperty,
                Uid = involved.Metadata.Uid,
                ResourceVersion = involved.Metadata.ResourceVersion,
            };
            var source = new V1EventSource { Component = component };
            var (text, isCombined) = _aggregation.Of($"{reference.Uid}|{type}|{reason}|{component}", message);
            var happened = ClusterEvents.Describe(reference, type, reason, text, source, timeProvider.GetUtcNow().UtcDateTime, isCombined);
            await cluster.RecordAsync(happened, cancellationToken);
        }
        catch (ClusterException exception)
        {
            logger.EventNotRecorded(reason, typeof(T).Name, ObjectKey.Of(involved), exception);
        }
    }
}
