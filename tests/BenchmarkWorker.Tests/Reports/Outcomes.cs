using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

/// <summary>Finished runs with known numbers, for analysis and reports.</summary>
internal static class Outcomes
{
    public static BenchmarkOutcome ThreeHealthy => Of(Measured(Platform.TensorFlow, 2000, 5), Measured(Platform.Seldon, 1200, 8), Measured(Platform.KServe, 1600, 6));

    public static BenchmarkOutcome OneDead => Of(Measured(Platform.TensorFlow, 2000, 5), Measured(Platform.Seldon, 1200, 8), Dead(Platform.KServe));

    public static BenchmarkOutcome AllDead => Of(Dead(Platform.TensorFlow), Dead(Platform.Seldon), Dead(Platform.KServe));

    public static BenchmarkOutcome Indistinguishable => Of(Measured(Platform.TensorFlow, 2000, 5, 0.1), Measured(Platform.KServe, 1990, 5.01, 0.1));

    public static PlatformResult Dead(Platform platform) => PlatformAnalysis.Unreachable(new(platform, new("http://127.0.0.1:1/<script>alert(1)</script>")), 10, "cannot reach http://127.0.0.1:1: Connection refused <b>&");

    /// <summary>Five blocks around a throughput (requests per second) and a median (milliseconds); <paramref name="swing"/> spreads them.</summary>
    public static PlatformResult Measured(Platform platform, double throughput, double median, double swing = 0.002) => new()
    {
        Platform = platform,
        Name = platform.WireName(),
        EndpointUrl = $"http://127.0.0.1:9/{platform.WireName()}",
        PredictUrl = $"http://127.0.0.1:9/{platform.WireName()}/v1/models/m:predict",
        State = PlatformState.Measured,
        Protocol = WireProtocol.TensorFlow,
        ModelName = "m",
        ModelVersion = "2",
        InstancesPerRequest = 2,
        FeaturesPerRequest = 128,
        ConcurrentRequests = 10,
        TotalRequests = 1000,
        SuccessfulRequests = 1000,
        TotalTimeSeconds = 1000 / throughput,
        AverageLatency = median * 1.1,
        MinimumLatency = median * 0.5,
        MaximumLatency = median * 6,
        Throughput = new(throughput, throughput * 0.97, throughput * 1.03),
        ErrorRatePercent = 0,
        FirstResponseMilliseconds = median * 20,
        Percentiles = new Dictionary<string, Estimate>
        {
            ["p25"] = new(median * 0.8, median * 0.79, median * 0.81),
            ["p50"] = new(median, median * 0.98, median * 1.02),
            ["p75"] = new(median * 1.3, median * 1.28, median * 1.33),
            ["p90"] = new(median * 1.6, median * 1.5, median * 1.7),
            ["p95"] = new(median * 2, median * 1.9, median * 2.2),
            ["p99"] = new(median * 3, median * 2.6, median * 4),
            ["p99.9"] = new(median * 5, median * 3.5, null),
        },
        Blocks = [.. Enumerable.Range(0, 5).Select(round => Block(round, throughput, median, 1 + swing * Math.Cos(2.1 * round + (int)platform)))],
        Histogram = "HISTFAAA",
    };

    public static BenchmarkOutcome Of(params PlatformResult[] platforms) => new()
    {
        Plan = Plans.For([.. platforms.Select(platform => (platform.Platform, new Uri(platform.EndpointUrl)))]),
        StartedAt = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        Elapsed = TimeSpan.FromSeconds(4),
        Platforms = platforms,
        Verdict = Judge.Decide(platforms),
        Environment = new("0.1.0", ".NET 10", "Linux", "X64", 2, "A processor", 0.5, false),
    };

    private static BlockSummary Block(int round, double throughput, double median, double factor) =>
        new(round, 200, 200, 200 / throughput, throughput * factor, median / factor, 3 * median / factor);
}
