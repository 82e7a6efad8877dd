using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>Events as Kubernetes keeps them: the same event again is the one there is, counted up.</summary>
public static class ClusterEvents
{
    /// <summary>Describes what happened to an object at a time; what makes it the same event decides its name.</summary>
    /// <param name="involved">The object, with its kind, name, namespace and uid.</param>
    /// <param name="type"><c>Normal</c> or <c>Warning</c>.</param>
    /// <param name="reason">One word for it.</param>
    /// <param name="message">What a reader is told.</param>
    /// <param name="source">Who tells it.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="isCombined">Whether it stands for all that differ only in their message.</param>
    public static Corev1Event Describe(V1ObjectReference involved, string type, string reason, string message, V1EventSource source, DateTime now, bool isCombined = false)
    {
        var said = isCombined ? string.Empty : message;
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{involved.Kind}|{involved.Uid}|{involved.FieldPath}|{type}|{reason}|{said}|{source.Component}"));
        return new Corev1Event
        {
            ApiVersion = "v1",
            Kind = Corev1Event.KubeKind,
            Metadata = new V1ObjectMeta { Name = $"{involved.Name}.{Convert.ToHexStringLower(identity.AsSpan(0, 8))}", NamespaceProperty = involved.NamespaceProperty ?? "default" },
            InvolvedObject = involved,
            Type = type,
            Reason = reason,
            Message = message,
            Source = source,
            ReportingComponent = source.Component,
            ReportingInstance = source.Host ?? string.Empty,
            Count = 1,
            FirstTimestamp = WireTime.ToSeconds(now),
            LastTimestamp = WireTime.ToSeconds(now),
        };
    }

    /// <summary>Creates the event, or counts the one there is up.</summary>
    /// <param name="cluster">Where it is kept.</param>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task RecordAsync(this ICluster cluster, Corev1Event happened, CancellationToken cancellationToken)
    {
        var (name, ns) = (happened.Metadata.Name, happened.Metadata.NamespaceProperty);
        if (await cluster.FindAsync<Corev1Event>(name, ns, cancellationToken) is { } earlier)
        {
            await CountAsync(cluster, earlier, happened, cancellationToken);
            return;
        }

        try
        {
            await cluster.CreateAsync(happened, cancellationToken);
        }
        catch (ClusterException e) when (e.AlreadyExists)
        {
            // Somebody told it in between.
            if (await cluster.FindAsync<Corev1Event>(name, ns, cancellationToken) is { } other)
            {
                await CountAsync(cluster, other, happened, cancellationToken);
            }
        }
    }

    private static Task<Corev1Event> CountAsync(ICluster cluster, Corev1Event earlier, Corev1Event happened, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["count"] = (earlier.Count ?? 1) + 1,
            ["message"] = happened.Message,
            ["lastTimestamp"] = happened.LastTimestamp is { } time ? $"{time.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}" : null,
        };
        return cluster.PatchAsync<Corev1Event>(earlier.Metadata.Name, earlier.Metadata.NamespaceProperty, patch, null, cancellationToken);
    }
}
