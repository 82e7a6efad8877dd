using ModelServing.Kubernetes.Client;

namespace ModelServing.Gateway.Routes;

/// <summary>Where the cluster is; connecting may wait for the control plane to write its kubeconfig.</summary>
internal sealed record ClusterSource(Func<CancellationToken, Task<ICluster>> ConnectAsync);
