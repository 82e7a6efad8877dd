namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node knows of a pod.</summary>
internal sealed record PodReport(IReadOnlyList<ContainerReport> Init, IReadOnlyList<ContainerReport> Containers, DateTimeOffset StartedAt)
{
    public bool IsInitialized => Init.All(container => container.HasSucceeded);

    public bool IsReady => IsInitialized && Containers.All(container => container.IsReady);

    public string Phase => Init.Concat(Containers).All(container => container.Phase == ContainerPhase.Waiting && container.Restarts == 0) || !IsInitialized
        ? "Pending"
        : "Running";
}
