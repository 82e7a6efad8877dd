using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.ServerSide;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

/// <summary>Finished runs with known numbers, for analysis and reports.</summary>
internal static class Outcomes
{
    public const string Hostile = "<script>alert('x')</script> | **`@all`** [x](http://evil.example) \"&\u202e\u0007\nnew, line";

    /// <summary>Where the synthetic latencies of <see cref="Measured"/> lie, in medians.</summary>
    private static readonly (double Quantile, double Factor)[] Shape =
        [(0, 0.5), (0.25, 0.8), (0.5, 1), (0.75, 1.3), (0.9, 1.6), (0.95, 2), (0.99, 3), (0.999, 5), (1, 6)];

    public static BenchmarkOutcome ThreeHealthy => Of(Measured(Platform.TensorFlow, 2000, 5), Measured(Platform.Seldon, 1200, 8), Measured(Platform.KServe, 1600, 6));

    public static BenchmarkOutcome OneDead => Of(Measured(Platform.TensorFlow, 2000, 5), Measured(Platform.Seldon, 1200, 8), Dead(Platform.KServe));

    /// <summary>Two platforms whose run was stopped in its second round.</summary>
    public static BenchmarkOutcome Interrupted
    {
        get
        {
            var whole = Of(Measured(Platform.TensorFlow, 2000, 5), Measured(Platform.KServe, 1600, 6));
            PlatformResult[] platforms = [.. whole.Platforms.Select((platform, index) => platform with { Blocks = [.. platform.Blocks.Take(2 - index)] })];
            return whole with { Platforms = PartialResult.Mark(platforms), Verdict = whole.Verdict with { Interruption = PartialResult.Sentence } };
        }
    }

    public static BenchmarkOutcome AllDead => Of(Dead(Platform.TensorFlow), Dead(Platform.Seldon), Dead(Platform.KServe));

    public static BenchmarkOutcome Indistinguishable => Of(Measured(Platform.TensorFlow, 2000, 5, 0.1), Measured(Platform.KServe, 1990, 5.01, 0.1));

    public static BenchmarkOutcome NotValid => Of(
        Measured(Platform.TensorFlow, 2000, 5),
        Measured(Platform.Seldon, 1200, 8) with
        {
            Validity = new(["600 of 1600 requests were never sent: too many were in flight"], []),
            OpenLoop = new(1600, 1600, 600, new Dictionary<string, double?> { ["p50"] = 7, ["p99"] = 21, ["p99.9"] = 33 }, 0.05, 0.4),
        });

    /// <summary>One request in one block: nothing has an interval.</summary>
    public static BenchmarkOutcome Single => Of(Measured(Platform.TensorFlow, 200, 5) with
    {
        TotalRequests = 1,
        SuccessfulRequests = 1,
        Throughput = new(200, null, null),
        Percentiles = new[] { "p25", "p50", "p75", "p90", "p95", "p99", "p99.9" }.ToDictionary(name => name, _ => new Estimate(5, null, null)),
        AverageLatency = 5,
        MinimumLatency = 5,
        MaximumLatency = 5,
        Blocks = [new(0, 1, 1, 0.005, 200, 5, 5)],
        Timeline = [new(0, 0.005, 0, 1, 0, 5, 5, 5, null)],
        Histogram = Histogram(5, 1),
        Validity = new([], ["1 answers are too few for a 99th percentile that can be relied on: 662 are enough"]),
    });

    public static BenchmarkOutcome Twenty => Of([.. Enumerable.Range(1, 20).Select(i => i % 7 == 0
        ? Dead(Platform.Url) with { Name = $"replica-{i:00}-of-the-canary-pool" }
        : Measured(Platform.Url, 900 + 37 * (i * 7 % 20), 4 + (0.3 * (i * 3 % 20)), 0.05) with { Name = $"replica-{i:00}" })]);

    public static BenchmarkOutcome HostileNames => Of(
        Measured(Platform.TensorFlow, 2000, 5) with { Name = Hostile, ModelName = Hostile, ModelVersion = Hostile },
        Dead(Platform.KServe) with { Name = "=cmd|' /C calc'!A0", Problem = Hostile },
        Measured(Platform.Seldon, 1200, 8) with { Name = "+1", Failures = new Dictionary<string, long> { ["http_5xx"] = 40 }, SuccessfulRequests = 960, FailedRequests = 40, ErrorRatePercent = 4, Problem = Hostile });

    /// <summary>A sweep, a search and a long timeline with a stall, of two platforms.</summary>
    public static BenchmarkOutcome Loaded
    {
        get
        {
            PlatformResult[] platforms = [Long(Platform.TensorFlow, 800, 5), Long(Platform.KServe, 800, 6.5) with { Resources = new(185, 220, null, null), InstancesPerRequest = 1 }];
            double[] rates = [100, 200, 400, 800, 1200, 1600];
            return Of(platforms) with
            {
                Plan = Of(platforms).Plan with { Rate = 800, Duration = TimeSpan.FromSeconds(60) },
                Sweep = [.. platforms.SelectMany((platform, p) => rates.Select(rate => new SweepPoint(rate, null, At(platform, rate, 1700 - (p * 350))))),
                    .. platforms.SelectMany((platform, p) => new[] { 1, 2, 4, 8, 16, 32 }.Select(c => new SweepPoint(null, c, Measured(platform.Platform, 1800.0 * c / (c + 5 + p), 3 + c / 2.0) with { ConcurrentRequests = c })))],
                Saturation =
                [
                    new("tensorflow", "p99 < 20 ms", 1450, 1520, [new(400, true, false, 13, 2400, "no more than 1 % over the limit"), new(1600, false, false, 80, 900, "more than 1 % over the limit"), new(1450, true, true, 19, 4000, "confirmed")]),
                    new("kserve", "p99 < 20 ms", null, 100, [new(100, false, false, 25, 900, "more than 1 % over the limit")]),
                ],
            };
        }
    }

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
        Resources = ResourceUsage.Unknown("not measured"),
        Blocks = [.. Enumerable.Range(0, 5).Select(round => Block(round, throughput, median, 1 + swing * Math.Cos(2.1 * round + (int)platform)))],
        Histogram = Histogram(median, 1000),
        Timeline = [.. Enumerable.Range(0, 5).Select(round => new TimelinePoint(round * 200 / throughput, 200 / throughput, round, 200, 0, median, 3 * median, 6 * median, Histogram(median, 200)))],
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

    /// <summary>A histogram of latencies that lie as <see cref="Measured"/> says.</summary>
    public static string? Histogram(double median, int count)
    {
        var histogram = LatencyRecorder.NewHistogram();
        for (var i = 0; i < count; i++)
        {
            var quantile = (i + 0.5) / count;
            var above = Array.FindIndex(Shape, point => point.Quantile >= quantile);
            var (low, high) = (Shape[above - 1], Shape[above]);
            histogram.RecordValue((long)(LatencyRecorder.UnitsPerMillisecond * median * (low.Factor + (high.Factor - low.Factor) * (quantile - low.Quantile) / (high.Quantile - low.Quantile))));
        }

        return HistogramText.Write(histogram);
    }

    private static PlatformResult Long(Platform platform, double throughput, double median) => Measured(platform, throughput, median) with
    {
        ServerTime = platform == Platform.TensorFlow
            ? new()
            {
                Source = ":tensorflow:serving:request_latency at http://127.0.0.1:9/monitoring/prometheus/metrics",
                Requests = 47_975,
                Mean = median * 0.3,
                ModelMean = median * 0.2,
                ClientMean = median,
                Percentiles = new Dictionary<string, Estimate> { ["p50"] = new(null, 1.1, 1.98), ["p99"] = new(null, 6.43, null) },
            }
            : ServerTime.Unknown("http://127.0.0.1:9/metrics answers HTTP 404"),
        TotalRequests = (long)(60 * throughput),
        SuccessfulRequests = (long)(60 * throughput) - 25,
        FailedRequests = 25,
        Failures = new Dictionary<string, long> { ["deadline"] = 20, ["http_429"] = 5 },
        ErrorRatePercent = 2500 / (60 * throughput),
        OpenLoop = new(throughput, (long)(60 * throughput), 0, new Dictionary<string, double?> { ["p50"] = median * 0.9, ["p99"] = median * 2, ["p99.9"] = median * 4 }, 0.05, 0.4),
        Percentiles = new Dictionary<string, Estimate>(Measured(platform, throughput, median).Percentiles) { ["p99"] = new(median * 9, median * 8, median * 11), ["p99.9"] = new(median * 30, median * 25, median * 40) },
        Histogram = Histogram(median, (int)(60 * throughput)),
        Timeline = [.. Enumerable.Range(0, 60).Select(second => (second, stall: second == 33 ? 0.1 : 1.0, wave: 1 + (0.1 * Math.Sin(second + (int)platform)))).Select(at => new TimelinePoint(
            at.second, 1, at.second / 12, (long)(throughput * at.stall), at.stall < 1 ? 25 : 0, median * at.wave / at.stall, 3 * median * at.wave / at.stall, 6 * median / at.stall, Histogram(median, 100)))],
    };

    private static PlatformResult At(PlatformResult platform, double rate, double capacity)
    {
        var load = rate / capacity;
        var result = Measured(platform.Platform, Math.Min(rate, capacity), 5 / Math.Max(0.12, 1 - load)) with { Name = platform.Name };
        return load < 1 ? result : result with { Validity = new(["latency grew during 3 of 3 blocks: at this rate the server falls behind, and its latency has no steady state"], []) };
    }

    private static BlockSummary Block(int round, double throughput, double median, double factor) =>
        new(round, 200, 200, 200 / throughput, throughput * factor, median / factor, 3 * median / factor);
}
