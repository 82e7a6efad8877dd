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
    private const int EnoughSeconds = 10;
    private const double MostOfIt = 0.5;
    private const double WorthMilliseconds = 0.2;

    public static IEnumerable<string> Tail(BenchmarkOutcome outcome)
    {
        var tails = Facts.Valid(outcome).Select(platform => (platform, p50: platform.Percentile("p50")?.Value ?? 0, p99: platform.Percentile("p99")?.Value ?? 0))
            .Where(entry => entry.p50 > 0 && entry.p99 >= LongTail * entry.p50).ToArray();
        if (tails.Length > 0)
        {
            var list = Facts.List(tails.Select(entry => $"{entry.platform.Name} (p99 {Figures.Milliseconds(entry.p99)}, {Figures.Number(entry.p99 / entry.p50)} times the median of {Figures.Milliseconds(entry.p50)}{WorstSecond(entry.platform)})"));
            yield return $"Latency has a long tail on {list}. Look for garbage collection, batching timeouts and queues, and set callers' deadlines by p99, not by the mean.";
        }
    }

    public static IEnumerable<string> ColdStart(BenchmarkOutcome outcome)
    {
        var cold = Facts.Measured(outcome).Select(platform => (platform, first: platform.FirstResponseMilliseconds ?? 0, p50: platform.Percentile("p50")?.Value ?? 0))
            .Where(entry => entry.p50 > 0 && entry.first >= Cold * entry.p50 && entry.first >= ColdMilliseconds).ToArray();
        if (cold.Length > 0)
        {
            var list = Facts.List(cold.Select(entry => $"{entry.platform.Name} ({Figures.Milliseconds(entry.first)}, {Figures.Number(entry.first / entry.p50)} times its median)"));
            yield return $"The first answer is slow on {list}: warm new replicas up before they get traffic (saved warm-up requests, a readiness probe that predicts), and keep one when scaling to zero if callers cannot wait that long.";
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

    /// <summary>Whose the latency is, where the platform tells: then tuning the wrong part would be in vain.</summary>
    public static IEnumerable<string> Outside(BenchmarkOutcome outcome)
    {
        var outside = Facts.Valid(outcome).Select(platform => (platform.Name, Time: platform.ServerTime)).Where(entry => Mostly(entry.Time.Outside, entry.Time.ClientMean)).ToArray();
        if (outside.Length > 0)
        {
            var list = Facts.List(outside.Select(entry => $"{entry.Name} ({Figures.Milliseconds(entry.Time.Outside)} of {Figures.Milliseconds(entry.Time.ClientMean)}; the server itself took {Figures.Milliseconds(entry.Time.Mean)})"));
            yield return $"Most of the latency is spent outside the server on {list}. A faster model would change little: look at the network, connections, gateways, the size of bodies and this generator first.";
        }

        var inside = Facts.Valid(outcome).Select(platform => (platform.Name, Time: platform.ServerTime)).Where(entry => Mostly(entry.Time.Mean - entry.Time.ModelMean, entry.Time.ClientMean)).ToArray();
        if (inside.Length > 0)
        {
            var list = Facts.List(inside.Select(entry => $"{entry.Name} (running the model takes {Figures.Milliseconds(entry.Time.ModelMean)} of the server's {Figures.Milliseconds(entry.Time.Mean)})"));
            yield return $"Most of the latency is spent in the server, but not on the model, on {list}: look at how requests are read and written, for example with a binary protocol, and at queues.";
        }
    }

    private static bool Mostly(double? part, double? whole) => part >= MostOfIt * whole && part >= WorthMilliseconds;

    private static string WorstSecond(PlatformResult platform) => platform.Timeline.Count >= EnoughSeconds && platform.Timeline.MaxBy(point => point.P99 ?? 0) is { P99: { } p99 } worst
        ? $", and {Figures.Milliseconds(p99)} in {(worst.Length < 2 ? $"second {Figures.Number(worst.Second)}" : $"seconds {Figures.Number(worst.Second)} to {Figures.Number(worst.Second + worst.Length)}")} of {Figures.Number(platform.Timeline[^1].Second + platform.Timeline[^1].Length)}"
        : "";
}
