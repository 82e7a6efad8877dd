namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What went on around a block, beside its requests.</summary>
internal sealed record BlockConditions
{
    /// <summary>Gets how long the generator stood still for its garbage.</summary>
    public TimeSpan GarbagePause { get; init; }

    /// <summary>Gets how often it collected.</summary>
    public int Collections { get; init; }

    /// <summary>Gets the block's length by the clock that requests are timed with.</summary>
    public TimeSpan Monotonic { get; init; }

    /// <summary>Gets its length by the time of day.</summary>
    public TimeSpan TimeOfDay { get; init; }

    /// <summary>Gets the time a request took, on average, in each of equal stretches of a closed loop, in milliseconds; empty where the block is too short to tell.</summary>
    public IReadOnlyList<double?> MeanByStretch { get; init; } = [];

    /// <summary>Gets what became of the target since the block before, if it is not what it was.</summary>
    public string? TargetChange { get; init; }
}
