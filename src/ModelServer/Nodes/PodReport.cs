namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node knows of a pod.</summary>
internal sealed record PodReport(IReadOnlyList<ContainerReport> Init, IReadOnlyList<ContainerReport> Containers, DateTimeOffset StartedAt)
{
    public bool IsInitialized => Init.All(container => container.HasSucceeded);

    public bool IsReady => IsInitialized && Containers.All(container => container.IsReady);

    /// <summary>Gets a value indicating whether a container that ended stays so.</summary>
    public bool NeverRestarts { get; init; }

    public string Phase => IsInitialized && NeverRestarts && Containers.All(container => container.Phase == ContainerPhase.Terminated)
        ? Containers.All(container => container.HasSucceeded) ? "Succeeded" : "Failed"
        : Init.Concat(Containers).All(container => container.Phase == ContainerPhase.Waiting && container.Restarts == 0) || !IsInitialized
        ? "Pending"
        : "Running";
}
