using System.Diagnostics.CodeAnalysis;
using k8s.Exceptions;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>The cluster of the kubeconfig, opened when it is there; a rewritten kubeconfig is read again after a failure.</summary>
internal sealed class ClusterConnection(string kubeconfig, Func<string, ICluster> open)
{
    private readonly Lock _lock = new();
    private ICluster? _cluster;

    public bool TryGet([NotNullWhen(true)] out ICluster? cluster, [NotNullWhen(false)] out string? problem)
    {
        lock (_lock)
        {
            problem = null;
            try
            {
                _cluster ??= open(kubeconfig);
            }
            catch (Exception exception) when (exception is KubeConfigException or IOException or YamlDotNet.Core.YamlException)
            {
                problem = $"no cluster: {exception.Message} (set ModelServing:Kubeconfig or KUBECONFIG)";
            }

            cluster = _cluster;
            return problem is null && cluster is not null;
        }
    }

    public void Forget()
    {
        lock (_lock)
        {
            _cluster = null;
        }
    }
}
