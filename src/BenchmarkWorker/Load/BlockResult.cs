namespace ModelServing.BenchmarkWorker.Load;

/// <summary>What one block measured. Issued = succeeded + every kind of failure.</summary>
internal sealed record BlockResult
{
    public required int Round { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required long Issued { get; init; }

    public required LatencyTotals Succeeded { get; init; }

    public required LatencyTotals Failed { get; init; }

    /// <summary>Gets the failures, indexed by <see cref="FailureKind.Index"/>.</summary>
    public required IReadOnlyList<long> Failures { get; init; }

    /// <summary>Gets whether the block was given up because nothing answered.</summary>
    public bool GaveUp { get; init; }

    /// <summary>Gets what the first bad answer or broken connection looked like.</summary>
    public string? FirstProblem { get; init; }

    /// <summary>Gets the processor time of this process during the block.</summary>
    public TimeSpan GeneratorTime { get; init; }

    /// <summary>Gets what an open loop did with its schedule; null in a closed one.</summary>
    public OpenLoopResult? Open { get; init; }

    /// <summary>Gets what went on around the block; null where nobody looked.</summary>
    public Analysis.BlockConditions? Conditions { get; init; }

    public TimeSpan? FirstResponse { get; init; }

    /// <summary>Gets what came back second by second.</summary>
    public IReadOnlyList<TimelineSlice> Timeline { get; init; } = [];

    public double Throughput => Elapsed > TimeSpan.Zero ? Succeeded.Count / Elapsed.TotalSeconds : 0;
}
