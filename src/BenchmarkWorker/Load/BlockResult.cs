namespace ModelServing.BenchmarkWorker.Load;

/// <summary>What one block measured. Scheduled = issued + not sent; issued = succeeded + every kind of failure, of which being cancelled is one.</summary>
internal sealed record BlockResult
{
    public required int Round { get; init; }

    /// <summary>Gets how long was measured: the time that was asked for, or until the last answer when a number was asked for.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets the time until the last answer, when that came after what was measured.</summary>
    public TimeSpan Total { get; init; }

    /// <summary>Gets the requests that were to be sent; in a loop that time ends, those that were.</summary>
    public long Scheduled { get; init; }

    /// <summary>Gets the requests that went out.</summary>
    public required long Issued { get; init; }

    public long NotSent => Scheduled - Issued;

    public required LatencyTotals Succeeded { get; init; }

    public required LatencyTotals Failed { get; init; }

    /// <summary>Gets the failures, indexed by <see cref="FailureKind.Index"/>.</summary>
    public required IReadOnlyList<long> Failures { get; init; }

    public long Cancelled => Failures[FailureKind.Cancelled.Index];

    /// <summary>Gets the requests that were in flight when the measured time was over. Their latencies count, their number is no throughput.</summary>
    public long Drained { get; init; }

    /// <summary>Gets those of <see cref="Drained"/> that were answered.</summary>
    public long DrainedAnswers { get; init; }

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

    /// <summary>Gets what the platform says of it; null where nobody asked.</summary>
    public ServerSide.ServerBlock? Server { get; init; }

    public TimeSpan? FirstResponse { get; init; }

    /// <summary>Gets what came back second by second.</summary>
    public IReadOnlyList<TimelineSlice> Timeline { get; init; } = [];

    public double Throughput => Elapsed > TimeSpan.Zero ? (Succeeded.Count - DrainedAnswers) / Elapsed.TotalSeconds : 0;
}
