namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>One look at what a target uses; null where the source does not tell.</summary>
internal sealed record ResourceReading
{
    /// <summary>Gets the CPU seconds used since some beginning.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Gets the counters of the target's containers, from sources that tell when those were read.</summary>
    public IReadOnlyList<CpuCounter> CpuCounters { get; init; } = [];

    /// <summary>Gets the cores in use, from sources that tell a rate.</summary>
    public double? CpuCores { get; init; }

    /// <summary>Gets how far back the time begins over which <see cref="CpuCores"/> is an average.</summary>
    public TimeSpan? CpuSpan { get; init; }

    public double? MemoryBytes { get; init; }

    public double? GpuPercent { get; init; }

    public double? GpuMemoryBytes { get; init; }

    /// <summary>Gets why there is nothing.</summary>
    public string? Problem { get; init; }

    public static ResourceReading Nothing(string problem) => new() { Problem = problem };
}
