using k8s.Models;
using ModelServing.Autoscaler.Actuation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>The cluster as far as workloads need it. Its absence is a message: forecasts do not depend on it.</summary>
internal sealed class WorkloadActuator(ClusterConnection connection, TimeProvider timeProvider)
{
    /// <summary>The Deployment's replicas, or why they are not known.</summary>
    public async Task<(int? Replicas, string? Problem)> ReplicasAsync(WorkloadOptions workload, CancellationToken cancellationToken)
    {
        if (!connection.TryGet(out var cluster, out var problem))
        {
            return (null, problem);
        }

        try
        {
            var found = await cluster.FindAsync<V1Deployment>(workload.Deployment, workload.Namespace, cancellationToken);
            return found is null
                ? (null, $"Deployment {workload.Namespace}/{workload.Deployment} not found")
                : (found.Spec?.Replicas ?? 1, null);
        }
        catch (Exception exception) when (IsClusterFailure(exception))
        {
            connection.Forget();
            return (null, $"the cluster does not answer: {exception.Message}");
        }
    }

    public async Task<ScaleOutcome> ScaleAsync(WorkloadOptions workload, int desired, string reason, CancellationToken cancellationToken)
    {
        if (!connection.TryGet(out var cluster, out var problem))
        {
            return new ScaleOutcome(false, problem);
        }

        try
        {
            var scaler = new ReplicaScaler(cluster, timeProvider);
            return await scaler.ScaleAsync(workload.Namespace, workload.Deployment, desired, reason, cancellationToken);
        }
        catch (Exception exception) when (IsClusterFailure(exception) || exception is InvalidDataException)
        {
            return new ScaleOutcome(false, $"failed: {exception.Message}");
        }
    }

    private static bool IsClusterFailure(Exception exception) => exception is ClusterException or HttpRequestException or IOException;
}
