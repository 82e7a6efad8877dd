namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What the run shows and what it does not.</summary>
internal sealed record Verdict(Finding Throughput, Finding Latency, Finding Reliability, IReadOnlyList<Comparison> Comparisons)
{
    public IEnumerable<Finding> Findings => [Throughput, Latency, Reliability];
}
