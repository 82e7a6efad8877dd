namespace ModelServing.ModelServer.Versions;

/// <summary>How patient the manager is.</summary>
internal sealed record VersionManagerOptions
{
    /// <summary>Gets how often a failed load is tried again.</summary>
    public int MaxLoadRetries { get; init; } = 5;

    public TimeSpan LoadRetryInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how many loads run at the same time.</summary>
    public int LoadThreads { get; init; } = 4 * Environment.ProcessorCount;

    /// <summary>Gets how many versions are taken out of service at the same time; 0 sets no limit.</summary>
    public int UnloadThreads { get; init; }

    /// <summary>Gets a value indicating whether loads stand back while other versions serve.</summary>
    public bool LowPriorityLoads { get; init; }
}
