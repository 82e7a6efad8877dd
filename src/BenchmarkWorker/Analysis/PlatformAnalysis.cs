using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.ServerSide;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Statistics.Means;
using ModelServing.Statistics.Quantiles;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Turns a platform's blocks into its result.</summary>
internal static class PlatformAnalysis
{
    private static readonly (string Name, double Quantile)[] Quantiles = [("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)];

    public static PlatformResult Unreachable(Target target, int concurrency, string problem) => new()
    {
        Platform = target.Platform,
        Name = target.Name,
        EndpointUrl = target.Url.OriginalString,
        State = PlatformState.Failed,
        Problem = problem,
        ConcurrentRequests = concurrency,
        Resources = ResourceUsage.Unknown("the platform was not measured"),
    };

    public static PlatformResult Summarize(PreparedTarget target, BenchmarkPlan plan, IReadOnlyList<BlockResult> blocks, TimeSpan? firstResponse, ResourceUsage resources)
    {
        var latencies = LatencyTotals.Of(blocks.Select(block => block.Succeeded));
        var issued = blocks.Sum(block => block.Issued);
        var seconds = blocks.Sum(block => block.Elapsed.TotalSeconds);
        var live = latencies.Count > 0;
        return Unreachable(target.Target, plan.ConcurrentRequests, "") with
        {
            State = live ? PlatformState.Measured : PlatformState.Failed,
            Problem = blocks.Select(block => block.FirstProblem).FirstOrDefault(problem => problem is not null),
            PredictUrl = target.PredictUrl.AbsoluteUri,
            Protocol = target.Protocol,
            ModelName = target.ModelName,
            ModelVersion = target.Version,
            InstancesPerRequest = target.Instances > 0 ? target.Instances : null, // recorded bodies need not tell
            FeaturesPerRequest = target.Features > 0 ? target.Features : null,
            TotalRequests = issued,
            SuccessfulRequests = latencies.Count,
            FailedRequests = issued - latencies.Count,
            Failures = FailuresOf(blocks),
            TotalTimeSeconds = seconds,
            AverageLatency = latencies.MeanMilliseconds,
            MinimumLatency = latencies.MinimumMilliseconds,
            MaximumLatency = latencies.MaximumMilliseconds,
            Percentiles = live ? Quantiles.ToDictionary(q => q.Name, q => Percentile(latencies, q.Quantile)) : new Dictionary<string, Estimate>(),
            Throughput = live ? Throughput(blocks, (latencies.Count - blocks.Sum(block => block.DrainedAnswers)) / seconds) : null,
            OpenLoop = OpenLoop(blocks),
            Validity = ValidityRules.Check(plan, blocks, latencies),
            ErrorRatePercent = issued > 0 ? 100.0 * (issued - latencies.Count) / issued : null,
            FirstResponseMilliseconds = firstResponse?.TotalMilliseconds,
            DrainedRequests = blocks.Sum(block => block.Drained),
            LatenciesBeyondRange = latencies.Overflow,
            Resources = resources,
            ServerTime = ServerTime.Of(blocks),
            Blocks = [.. blocks.Select(Summarize)],
            Histogram = HistogramText.Write(latencies.Histogram),
            ServiceHistogram = HistogramText.Write(LatencyTotals.Of(blocks.Select(block => block.Open).OfType<OpenLoopResult>().Select(open => open.Service)).Histogram),
            FailedHistogram = HistogramText.Write(LatencyTotals.Of(blocks.Select(block => block.Failed)).Histogram),
            Timeline = TimelinePoint.Of(blocks),
        };
    }

    private static OpenLoopFigures? OpenLoop(IReadOnlyList<BlockResult> blocks)
    {
        OpenLoopResult[] open = [.. blocks.Select(block => block.Open).OfType<OpenLoopResult>()];
        if (open.Length == 0)
        {
            return null;
        }

        var service = LatencyTotals.Of(open.Select(block => block.Service));
        var lateness = LatencyTotals.Of(open.Select(block => block.Lateness));
        var scheduled = open.Sum(block => block.Scheduled);
        return new(
            scheduled / open.Sum(block => block.Duration.TotalSeconds),
            scheduled,
            scheduled - open.Sum(block => block.Sent),
            Quantiles.ToDictionary(q => q.Name, q => service.Percentile(q.Quantile)),
            lateness.Percentile(0.5),
            lateness.Percentile(0.99));
    }

    private static Estimate Percentile(LatencyTotals latencies, double quantile)
    {
        var interval = OrderStatistics.Interval(latencies.Count, quantile);
        return new(latencies.Percentile(quantile), latencies.AtRank(interval.RankLow), latencies.AtRank(interval.RankHigh));
    }

    private static Estimate Throughput(IReadOnlyList<BlockResult> blocks, double overall)
    {
        var interval = TTest.OneSample([.. blocks.Select(block => block.Throughput)]).Interval;
        return new(overall, interval is { } range ? Math.Max(0, range.Low) : null, interval?.High);
    }

    public static Dictionary<string, long> FailuresOf(IReadOnlyList<BlockResult> blocks) => FailureKind.All
        .Select(kind => (Name: kind.WireName, Count: blocks.Sum(block => block.Failures[kind.Index])))
        .Where(failure => failure.Count > 0)
        .ToDictionary(failure => failure.Name, failure => failure.Count);

    private static BlockSummary Summarize(BlockResult block) => new(
        block.Round, block.Issued, block.Succeeded.Count, block.Elapsed.TotalSeconds, block.Throughput, block.Succeeded.Percentile(0.5), block.Succeeded.Percentile(0.99), block.Succeeded.Percentile(0.999));
}
