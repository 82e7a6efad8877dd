using ModelServing.Kubernetes.Client;

namespace ModelServing.ExperimentApi.Running;

/// <summary>The cluster, connected to when it is first needed: the control plane may still be starting.</summary>
internal sealed class ClusterSource(Func<CancellationToken, Task<ICluster>> connect)
{
    private ICluster? _cluster;

    public async Task<ICluster> ConnectAsync(CancellationToken cancellationToken) => _cluster ??= await connect(cancellationToken);
}
