namespace ModelServing.ModelServer.Nodes;

/// <summary>How one run of a container ended.</summary>
internal sealed record EndedRun(int ExitCode, string Reason, string? Message, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string? ContainerId)
{
    /// <summary>The end of a run that a process before this one had: nobody saw it.</summary>
    public const int Unseen = 255;
}
