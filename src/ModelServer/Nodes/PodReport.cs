namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node knows of a pod.</summary>
internal sealed record PodReport(IReadOnlyList<ContainerReport> Init, IReadOnlyList<ContainerReport> Containers, DateTimeOffset StartedAt)
{
    /// <summary>Gets a value indicating whether the containers could start; that stays so while a sidecar is started again.</summary>
    public bool IsInitialized => Init.All(container => container.HasInitialized) || Containers.Any(container => container.ContainerId is not null);

    public bool IsReady => Failure is null && IsInitialized && Serving.All(container => container.IsReady);

    /// <summary>Gets the containers that run as long as the pod does.</summary>
    public IEnumerable<ContainerReport> Serving => Init.Where(container => container.IsSidecar).Concat(Containers);

    /// <summary>Gets a value indicating whether the volumes are there, so that containers may start.</summary>
    public bool IsPrepared { get; init; }

    /// <summary>Gets <c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</summary>
    public string RestartPolicy { get; init; } = "Always";

    /// <summary>Gets why the pod as a whole was ended, if it was.</summary>
    public (string Reason, string Message)? Failure { get; init; }

    public string Phase => Failure is not null || (RestartPolicy == "Never" && Init.Any(container => !container.IsSidecar && HasFailed(container))) ? "Failed"
        : IsInitialized && Containers.All(IsOver) && !Init.Any(container => container.Phase == ContainerPhase.Running)
        ? Containers.Any(HasFailed) ? "Failed" : "Succeeded"
        : Init.Concat(Containers).All(container => container.Phase == ContainerPhase.Waiting && container.Last is null) || !IsInitialized
        ? "Pending"
        : "Running";

    /// <summary>Whether a container that ends so is started again.</summary>
    public static bool Restarts(string? policy, int exitCode) => policy is not "Never" && (policy != "OnFailure" || exitCode != 0);

    private bool IsOver(ContainerReport container) => container.Phase == ContainerPhase.Terminated && !Restarts(RestartPolicy, container.ExitCode);

    private static bool HasFailed(ContainerReport container) => container is { Phase: ContainerPhase.Terminated, ExitCode: not 0 };
}
