namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>A figure that every block has, and so can be compared pair by pair.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Value">Reads it.</param>
/// <param name="FewestRequests">The requests a block must have for it: fewer, and the percentile is the maximum.</param>
internal sealed record BlockMetric(string Name, Func<BlockSummary, double?> Value, int FewestRequests = 1)
{
    public static BlockMetric Throughput { get; } = new("throughput", block => block.Throughput);

    public static BlockMetric Median { get; } = new("p50", block => block.P50);

    public static BlockMetric P99 { get; } = new("p99", block => block.P99, 100);

    public static BlockMetric P999 { get; } = new("p99.9", block => block.P999, 1000);

    /// <summary>Gets the metrics of a run, the one that its first question asks for first. A rate that was given is no result.</summary>
    public static BlockMetric[] Of(bool isOpenLoop) => isOpenLoop ? [Median, P99, P999] : [Throughput, Median, P99, P999];
}
