namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What the run shows and what it does not.</summary>
internal sealed record Verdict(Finding Throughput, Finding Latency, Finding Reliability, IReadOnlyList<Comparison> Comparisons)
{
    /// <summary>Gets the sentence that says that the run did not come to its end; null where it did.</summary>
    public string? Interruption { get; init; }

    public IEnumerable<Finding> Findings => [Throughput, Latency, Reliability];
}
