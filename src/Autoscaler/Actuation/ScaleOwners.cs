using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Actuation;

/// <summary>Finds who else writes a Deployment's replicas: two writers would undo each other for ever.</summary>
internal static class ScaleOwners
{
    private const string Deployment = "Deployment";

    /// <summary>Names the owner, or answers null when the field is free.</summary>
    public static async Task<string?> FindAsync(ICluster cluster, string ns, string deployment, CancellationToken cancellationToken)
    {
        var query = new ResourceQuery(ns);
        var autoscalers = await cluster.ListAsync<V2HorizontalPodAutoscaler>(query, cancellationToken);
        var autoscaler = autoscalers.Items.FirstOrDefault(item => item.Spec?.ScaleTargetRef is { Kind: Deployment } target && target.Name == deployment);
        if (autoscaler is not null)
        {
            return $"HorizontalPodAutoscaler {ns}/{autoscaler.Metadata.Name}";
        }

        var scaled = await ListScaledObjectsAsync(cluster, query, cancellationToken);
        var owner = scaled.FirstOrDefault(item => item.Spec?.ScaleTargetRef is { Kind: null or "" or Deployment } target && target.Name == deployment);
        return owner is null ? null : $"ScaledObject {ns}/{owner.Metadata.Name}";
    }

    private static async Task<IReadOnlyList<ScaledObject>> ListScaledObjectsAsync(ICluster cluster, ResourceQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return (await cluster.ListAsync<ScaledObject>(query, cancellationToken)).Items;
        }
        catch (ClusterException exception) when (exception.IsNotFound)
        {
            // KEDA is not installed.
            return [];
        }
    }
}
