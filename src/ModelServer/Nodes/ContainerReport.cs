namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node knows of a container, in the words of its status.</summary>
internal sealed record ContainerReport(string Name, string Image)
{
    public ContainerPhase Phase { get; init; } = ContainerPhase.Waiting;

    public string Reason { get; init; } = "ContainerCreating";

    public string? Message { get; init; }

    public int ExitCode { get; init; }

    public bool IsReady { get; init; }

    /// <summary>Gets a value indicating whether the startup probe, if there is one, has succeeded.</summary>
    public bool IsStarted { get; init; }

    /// <summary>Gets a value indicating whether it is an init container that keeps running.</summary>
    public bool IsSidecar { get; init; }

    /// <summary>Gets how many runs there were before the last: one that is refused before it starts is none.</summary>
    public int Restarts { get; init; }

    /// <summary>Gets the identity of the present run, or of the one that ended; nothing before the first.</summary>
    public string? ContainerId { get; init; }

    /// <summary>Gets how the run before ended.</summary>
    public EndedRun? Last { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public bool HasSucceeded => Phase == ContainerPhase.Terminated && ExitCode == 0;

    /// <summary>Gets a value indicating whether an init container has done its part, so that those after it may start.</summary>
    public bool HasInitialized => IsSidecar ? IsStarted : HasSucceeded;

    public ContainerReport Wait(string reason, string? message) => Remember() with
    {
        Phase = ContainerPhase.Waiting,
        Reason = reason,
        Message = message,
        IsReady = false,
        IsStarted = false,
    };

    public ContainerReport Run(DateTimeOffset now) => Remember() with
    {
        Phase = ContainerPhase.Running,
        Message = null,
        ContainerId = $"modelserving://{Guid.NewGuid():N}{Guid.NewGuid():N}",
        Restarts = ContainerId is null && Last is null ? Restarts : Restarts + 1,
        StartedAt = now,
        IsReady = false,
        IsStarted = false,
    };

    /// <summary>Ends the run; one that failed before anybody was told that it runs was one, too.</summary>
    public ContainerReport End(int exitCode, string? message, DateTimeOffset now, string? reason = null) => (Phase == ContainerPhase.Running ? this : Run(now)) with
    {
        Phase = ContainerPhase.Terminated,
        Reason = reason ?? (exitCode == 0 ? "Completed" : "Error"),
        Message = message,
        ExitCode = exitCode,
        FinishedAt = now,
        IsReady = false,
        IsStarted = false,
    };

    private ContainerReport Remember() => Phase == ContainerPhase.Terminated
        ? this with { Last = new EndedRun(ExitCode, Reason, Message, StartedAt ?? default, FinishedAt ?? default, ContainerId) }
        : this;
}
