namespace ModelServing.ModelServer.Nodes;

/// <summary>A container that ends with an exit code: its command line is wrong, its model does not load, or a probe gave it up.</summary>
internal sealed class ContainerFailure(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of what was killed.</summary>
    public const int Killed = 137;

    /// <summary>The exit code of what could not be started.</summary>
    public const int NotStarted = 128;

    public int ExitCode { get; } = exitCode;

    /// <summary>Gets what the container's status calls it, where that does not follow from the exit code.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the time that running requests have to end, where it is not the pod's.</summary>
    public TimeSpan? Grace { get; init; }
}
