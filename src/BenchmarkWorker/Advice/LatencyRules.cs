using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>What the shape of the latencies says.</summary>
internal static class LatencyRules
{
    private const double LongTail = 5;
    private const double Cold = 10;
    private const double ColdMilliseconds = 50;

    public static IEnumerable<string> Tail(BenchmarkOutcome outcome)
    {
        foreach (var platform in Facts.Valid(outcome))
        {
            if (platform.Percentile("p50")?.Value is > 0 and var p50 && platform.Percentile("p99")?.Value is { } p99 && p99 >= LongTail * p50)
            {
                var worst = platform.Timeline.Where(point => point.P99 is not null).OrderByDescending(point => point.P99).Take(1).Where(_ => platform.Timeline.Count >= 10)
                    .Select(point => $" Its worst second is second {Figures.Number(point.Second)} of {Figures.Number(platform.Timeline[^1].Second + platform.Timeline[^1].Length)}, with a p99 of {Figures.Milliseconds(point.P99)}.").FirstOrDefault();
                yield return $"{platform.Name} has a long tail: p99 is {Figures.Milliseconds(p99)}, {Figures.Number(p99 / p50)} times the median of {Figures.Milliseconds(p50)}.{worst} Look for garbage collection, batching timeouts and queues, and set callers' deadlines by p99, not by the mean of {Figures.Milliseconds(platform.AverageLatency)}.";
            }
        }
    }

    public static IEnumerable<string> ColdStart(BenchmarkOutcome outcome)
    {
        foreach (var platform in Facts.Measured(outcome))
        {
            if (platform.FirstResponseMilliseconds is { } first && platform.Percentile("p50")?.Value is > 0 and var p50 && first >= Cold * p50 && first >= ColdMilliseconds)
            {
                yield return $"The first answer of {platform.Name} took {Figures.Milliseconds(first)}, {Figures.Number(first / p50)} times the median of {Figures.Milliseconds(p50)}: warm new replicas up before they get traffic (saved warm-up requests, a readiness probe that predicts), and keep one when scaling to zero if callers cannot wait that long.";
            }
        }
    }

    /// <summary>What a protocol costs, where one platform and model was measured by several.</summary>
    public static IEnumerable<string> Protocol(BenchmarkOutcome outcome)
    {
        var ways = Facts.Valid(outcome).Where(platform => platform.Protocol is not null && platform.Percentile("p50")?.Value > 0);
        foreach (var same in ways.GroupBy(platform => (platform.Platform, platform.ModelName, platform.InstancesPerRequest)))
        {
            PlatformResult[] ordered = [.. same.OrderBy(platform => platform.Percentile("p50")?.Value)];
            if (ordered.Length < 2 || ordered.Select(platform => platform.Protocol).Distinct().Count() < 2)
            {
                continue;
            }

            var (fast, slow) = (ordered[0], ordered[^1]);
            var (low, high) = (fast.Percentile("p50")?.Value ?? 0, slow.Percentile("p50")?.Value ?? 0);
            var isShown = outcome.Verdict.Comparisons.Any(comparison => comparison is { Metric: "p50", Outcome: ComparisonOutcome.Different }
                && ((comparison.Left == fast.Name && comparison.Right == slow.Name) || (comparison.Left == slow.Name && comparison.Right == fast.Name)));
            if (isShown)
            {
                yield return $"The same model answers in {Figures.Milliseconds(low)} as {fast.Name} and in {Figures.Milliseconds(high)} as {slow.Name} (medians): {Figures.Milliseconds(high - low)}, or {Figures.Percent(100 * (high - low) / high)}, is what {CheckTables.Protocol(slow.Protocol.GetValueOrDefault())} costs over {CheckTables.Protocol(fast.Protocol.GetValueOrDefault())}. Use the faster one where you choose the client.";
            }
        }
    }
}
