using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What every pod of a node shares.</summary>
internal sealed record NodeServices(NodeSettings Settings, ICluster Cluster, ContainerLogs Logs, TimeProvider TimeProvider, ILogger Logger)
{
    public NodeUsage Usage { get; init; } = new(TimeProvider);

    public ServiceProxy Proxy { get; } = new(Cluster);

    public NodeEvents Events { get; } = new(Settings.Name, Cluster, TimeProvider, Logger);
}
