using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>A container that has everything it needs to start.</summary>
internal interface IContainerLaunch
{
    /// <summary>Gets what its author should know: reasons and messages.</summary>
    IEnumerable<(string Reason, string Message)> Caveats(V1Container container, PodVolumes volumes);

    /// <summary>Starts the container.</summary>
    /// <exception cref="ContainerFailure">It cannot be started.</exception>
    IContainerRun Start(ContainerIdentity identity, ContainerLog log, NodeServices node);
}
