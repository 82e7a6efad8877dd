using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.ServerSide;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Warmup;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What was measured on one platform. Latencies in milliseconds, of successful requests; null where nothing was measured.</summary>
internal sealed record PlatformResult
{
    public required Platform Platform { get; init; }

    /// <summary>Gets what the results call it: unlike <see cref="Platform"/>, no two targets of a run share it.</summary>
    public required string Name { get; init; }

    public required string EndpointUrl { get; init; }

    public required PlatformState State { get; init; }

    /// <summary>Gets why the platform failed, or what its first bad answer was.</summary>
    public string? Problem { get; init; }

    public string? PredictUrl { get; init; }

    public WireProtocol? Protocol { get; init; }

    public string? ModelName { get; init; }

    public string? ModelVersion { get; init; }

    public int? InstancesPerRequest { get; init; }

    public int? FeaturesPerRequest { get; init; }

    public required int ConcurrentRequests { get; init; }

    /// <summary>Gets the requests issued while measuring: successful + failed.</summary>
    public long TotalRequests { get; init; }

    public long SuccessfulRequests { get; init; }

    public long FailedRequests { get; init; }

    public IReadOnlyDictionary<string, long> Failures { get; init; } = new Dictionary<string, long>();

    public double? TotalTimeSeconds { get; init; }

    public double? AverageLatency { get; init; }

    public double? MinimumLatency { get; init; }

    public double? MaximumLatency { get; init; }

    /// <summary>Gets percentiles with distribution-free intervals, by name (p25, p50, p75, p90, p95, p99, p99.9).</summary>
    public IReadOnlyDictionary<string, Estimate> Percentiles { get; init; } = new Dictionary<string, Estimate>();

    /// <summary>Gets the requests per second over the measured time; the interval is over blocks.</summary>
    public Estimate? Throughput { get; init; }

    /// <summary>Gets what an open loop was offered and did; null in a closed loop.</summary>
    public OpenLoopFigures? OpenLoop { get; init; }

    /// <summary>Gets whether the figures may be compared, and why not.</summary>
    public Validity Validity { get; init; } = Validity.Valid;

    public double? ErrorRatePercent { get; init; }

    public double? FirstResponseMilliseconds { get; init; }

    /// <summary>Gets what happened before measuring; null without a warm-up.</summary>
    public WarmupReport? Warmup { get; init; }

    /// <summary>Gets the requests that were in flight when the measured time was over: their latencies count, and they are no throughput.</summary>
    public long DrainedRequests { get; init; }

    /// <summary>Gets the results of the scenario's runs; empty without a scenario.</summary>
    public IReadOnlyList<ScenarioResult> Scenarios { get; init; } = [];

    public long LatenciesBeyondRange { get; init; }

    public ResourceUsage Resources { get; init; } = ResourceUsage.Unknown("not measured");

    /// <summary>Gets what the platform says of the latency itself.</summary>
    public ServerTime ServerTime { get; init; } = ServerTime.Unknown("not measured");

    public IReadOnlyList<BlockSummary> Blocks { get; init; } = [];

    /// <summary>Gets the latency histogram in HdrHistogram's compressed V2 encoding, base64, in units of 0.1 µs.</summary>
    public string? Histogram { get; init; }

    /// <summary>Gets the histogram of the time from the actual send; null in a closed loop, where it is the latency.</summary>
    public string? ServiceHistogram { get; init; }

    /// <summary>Gets the histogram of the time that failed requests took to fail.</summary>
    public string? FailedHistogram { get; init; }

    /// <summary>Gets what came back second by second.</summary>
    public IReadOnlyList<TimelinePoint> Timeline { get; init; } = [];

    public Estimate? Percentile(string name) => Percentiles.GetValueOrDefault(name);
}
