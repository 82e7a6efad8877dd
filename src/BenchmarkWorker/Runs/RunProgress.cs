namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>How far a run is. Rate and percentiles are of the block in progress.</summary>
internal sealed record RunProgress(string Phase, string? Platform = null)
{
    public const string Measuring = "measuring";

    public int Block { get; init; }

    public int Blocks { get; init; }

    public long Completed { get; init; }

    /// <summary>Gets the block's requests; zero when time limits it.</summary>
    public long Expected { get; init; }

    public double? Rate { get; init; }

    public double? P50 { get; init; }

    public double? P99 { get; init; }

    /// <summary>Gets whether this is the block's last word.</summary>
    public bool IsLast { get; init; }
}
