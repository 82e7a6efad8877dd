namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node knows of a pod.</summary>
internal sealed record PodReport(IReadOnlyList<ContainerReport> Init, IReadOnlyList<ContainerReport> Containers, DateTimeOffset StartedAt)
{
    public bool IsInitialized => Init.All(container => container.HasSucceeded);

    public bool IsReady => Failure is null && IsInitialized && Containers.All(container => container.IsReady);

    /// <summary>Gets a value indicating whether the volumes are there, so that containers may start.</summary>
    public bool IsPrepared { get; init; }

    /// <summary>Gets a value indicating whether a container that ended stays so.</summary>
    public bool NeverRestarts { get; init; }

    /// <summary>Gets why the pod as a whole was ended, if it was.</summary>
    public (string Reason, string Message)? Failure { get; init; }

    public string Phase => Failure is not null || (NeverRestarts && Init.Any(HasFailed)) ? "Failed"
        : IsInitialized && NeverRestarts && Containers.All(container => container.Phase == ContainerPhase.Terminated)
        ? Containers.Any(HasFailed) ? "Failed" : "Succeeded"
        : Init.Concat(Containers).All(container => container.Phase == ContainerPhase.Waiting && container.Restarts == 0) || !IsInitialized
        ? "Pending"
        : "Running";

    private static bool HasFailed(ContainerReport container) => container is { Phase: ContainerPhase.Terminated, ExitCode: not 0 };
}
