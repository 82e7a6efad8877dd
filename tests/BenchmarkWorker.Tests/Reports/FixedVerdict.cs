using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

/// <summary>A verdict by plain arithmetic, so that what the reports say of one does not change with how the judge comes to his.</summary>
internal static class FixedVerdict
{
    public static Verdict Of(IReadOnlyList<PlatformResult> platforms)
    {
        PlatformResult[] live = [.. platforms.Where(platform => platform is { State: PlatformState.Measured, Validity.IsValid: true })];
        Comparison[] comparisons = [.. from left in Enumerable.Range(0, live.Length)
                                       from right in Enumerable.Range(left + 1, live.Length - left - 1)
                                       from metric in new[] { "throughput", "p50", "p99" }
                                       select Compare(metric, live[left], live[right])];
        return new(
            Find("Highest throughput", "throughput", "requests/s", live.MaxBy(platform => platform.Throughput?.Value), comparisons),
            Find("Lowest median latency", "p50", "ms", live.MinBy(platform => platform.Percentile("p50")?.Value), comparisons),
            new("Most reliable", null, null, live.Length == 0 ? "No platform answered, so there is nothing to rank." : "No difference shown."),
            comparisons);
    }

    private static Comparison Compare(string metric, PlatformResult left, PlatformResult right)
    {
        var ratio = Value(right, metric) / Value(left, metric);
        var scatter = left.Blocks.Count < 2 ? 0.5 : left.Blocks.Max(block => block.Throughput) / left.Blocks.Min(block => block.Throughput) - 1;
        var (low, high) = (ratio * (1 - scatter), ratio * (1 + scatter));
        var outcome = low > 1 || high < 1 ? ComparisonOutcome.Different : high < 1.05 && low > 0.95 ? ComparisonOutcome.Equivalent : ComparisonOutcome.Undecided;
        var p = outcome == ComparisonOutcome.Different ? 0.0004 : 0.25;
        return new(metric, left.Name, right.Name, ratio, low, high, p, p, outcome == ComparisonOutcome.Different, $"{left.Blocks.Count} paired blocks", outcome);
    }

    private static Finding Find(string question, string metric, string unit, PlatformResult? best, Comparison[] comparisons)
    {
        if (best is null)
        {
            return new(question, null, null, "No platform answered, so there is nothing to rank.");
        }

        var own = comparisons.Where(comparison => comparison.Metric == metric && (comparison.Left == best.Name || comparison.Right == best.Name)).ToArray();
        var isShown = own.Length > 0 && own.All(comparison => comparison.IsDifferent);
        return new(question, isShown ? best.Name : null, Value(best, metric), FormattableString.Invariant($"{best.Name} measured {Value(best, metric):0.##} {unit}{(isShown ? "" : ", and no difference to the others is shown")}."));
    }

    private static double Value(PlatformResult platform, string metric) => (metric == "throughput" ? platform.Throughput : platform.Percentile(metric))?.Value ?? 1;
}
