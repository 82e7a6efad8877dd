namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>What can be compared.</summary>
internal static class Metric
{
    /// <summary>Gets the metrics that are known for each block, and so have an interval.</summary>
    public static string[] OfBlocks { get; } = ["throughput", "p50", "p99", "p99.9"];

    public static string[] All { get; } = ["throughput", "mean", "p50", "p90", "p95", "p99", "p99.9", "errors"];

    public static string Unit(string metric) => metric switch { "throughput" => "req/s", "errors" => "%", _ => "ms" };

    /// <summary>Where a block of a result file has it.</summary>
    public static string BlockProperty(string metric) => metric == "p99.9" ? "p999" : metric;

    /// <summary>The answers that a block must have: fewer, and the percentile is its maximum.</summary>
    public static int FewestAnswers(string metric) => metric switch { "p99" => 100, "p99.9" => 1000, _ => 1 };
}
