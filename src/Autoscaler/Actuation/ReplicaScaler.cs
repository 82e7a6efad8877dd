using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Actuation;

/// <summary>Writes a Deployment's replicas through its scale subresource, and leaves an audit entry and an event.</summary>
internal sealed class ReplicaScaler(ICluster cluster, TimeProvider timeProvider)
{
    private const int Attempts = 5;
    private const string Component = "modelserving-autoscaler";

    public async Task<ScaleOutcome> ScaleAsync(string ns, string deployment, int desired, string reason, CancellationToken cancellationToken)
    {
        if (await ScaleOwners.FindAsync(cluster, ns, deployment, cancellationToken) is { } owner)
        {
            return new ScaleOutcome(false, $"refused: {owner} owns the replicas of {ns}/{deployment}; remove it or leave the mode at ForecastOnly");
        }

        for (var attempt = 1; ; attempt++)
        {
            if (await cluster.FindAsync<V1Deployment>(deployment, ns, cancellationToken) is not { } found)
            {
                return new ScaleOutcome(false, $"Deployment {ns}/{deployment} not found");
            }

            var current = found.Spec?.Replicas ?? 1;
            if (current == desired)
            {
                return new ScaleOutcome(false, $"{ns}/{deployment} has {desired} replicas already");
            }

            try
            {
                await cluster.PatchAsync<V1Deployment>(deployment, ns, Patch(desired, found), "scale", cancellationToken);
            }
            catch (ClusterException exception) when (exception.IsConflict && attempt < Attempts)
            {
                continue;
            }

            await RecordAsync(found, current, desired, reason, cancellationToken);
            return new ScaleOutcome(true, $"scaled {ns}/{deployment} from {current} to {desired}");
        }
    }

    private static JsonObject Patch(int desired, V1Deployment seen) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = seen.Metadata.ResourceVersion },
        ["spec"] = new JsonObject { ["replicas"] = desired },
    };

    private async Task RecordAsync(V1Deployment scaled, int old, int desired, string reason, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var ns = scaled.Metadata.NamespaceProperty;
        await new AuditLog(cluster).AppendAsync(
            new ScalingEvent
            {
                Timestamp = now,
                Service = scaled.Metadata.Name,
                Namespace = ns,
                OldReplicas = old,
                NewReplicas = desired,
                Reason = reason,
            },
            cancellationToken);
        await cluster.CreateAsync(Event(scaled, $"Scaled from {old} to {desired}: {reason}", now.UtcDateTime), cancellationToken);
    }

    private static Corev1Event Event(V1Deployment scaled, string message, DateTime now) => new()
    {
        ApiVersion = Corev1Event.KubeApiVersion,
        Kind = Corev1Event.KubeKind,
        Metadata = new V1ObjectMeta
        {
            Name = $"{scaled.Metadata.Name}.{Guid.NewGuid():n}",
            NamespaceProperty = scaled.Metadata.NamespaceProperty,
        },
        InvolvedObject = new V1ObjectReference
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Name = scaled.Metadata.Name,
            NamespaceProperty = scaled.Metadata.NamespaceProperty,
            Uid = scaled.Metadata.Uid,
        },
        Type = "Normal",
        Reason = "PredictiveScaling",
        Message = message,
        Source = new V1EventSource { Component = Component },
        ReportingComponent = Component,
        ReportingInstance = "",
        Count = 1,
        FirstTimestamp = now,
        LastTimestamp = now,
    };
}
