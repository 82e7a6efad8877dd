using ModelServing.Statistics.Means;
using ModelServing.Statistics.Multiplicity;
using ModelServing.Statistics.Proportions;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Names a winner only where the blocks show one; a platform that did not answer is never ranked.</summary>
internal static class Judge
{
    private const double Alpha = 0.05;

    /// <param name="isOpenLoop">Whether the rate was given: then throughput says nothing about a platform that keeps up.</param>
    public static Verdict Decide(IReadOnlyList<PlatformResult> platforms, bool isOpenLoop = false)
    {
        PlatformResult[] live = [.. platforms.Where(platform => platform is { State: PlatformState.Measured, Validity.IsValid: true })];
        var did = platforms.Any(platform => !platform.Validity.IsValid) ? "gave valid figures" : "answered";
        var comparisons = Adjust([.. Pairs(live).SelectMany(pair => Compare(pair.Left, pair.Right))]);
        return new(
            isOpenLoop
                ? new("Highest throughput", null, null, "Every platform was offered the same rate, so throughput is not compared.")
                : Find("Highest throughput", "throughput", did, live, comparisons, platform => platform.Throughput?.Value, higherIsBetter: true, "requests/s"),
            Find("Lowest median latency", "p50", did, live, comparisons, platform => platform.Percentile("p50")?.Value, higherIsBetter: false, "ms"),
            Find("Most reliable", "errors", did, live, comparisons, platform => platform.ErrorRatePercent, higherIsBetter: false, "% errors"),
            comparisons);
    }

    private static IEnumerable<(PlatformResult Left, PlatformResult Right)> Pairs(PlatformResult[] live) =>
        from left in Enumerable.Range(0, live.Length)
        from right in Enumerable.Range(left + 1, live.Length - left - 1)
        select (live[left], live[right]);

    private static IEnumerable<Comparison> Compare(PlatformResult left, PlatformResult right)
    {
        yield return CompareBlocks("throughput", left, right, block => block.Throughput);
        yield return CompareBlocks("p50", left, right, block => block.P50);
        yield return CompareBlocks("p99", left, right, block => block.P99);
        var errors = TwoProportions.Compare(left.FailedRequests, left.TotalRequests, right.FailedRequests, right.TotalRequests);
        yield return new("errors", Name(left), Name(right), null, null, null, errors.P, null, false, "share of failed requests");
    }

    /// <summary>Pairs blocks of the same round and tests the mean log ratio: drift of the machine cancels, and the answer is a percentage.</summary>
    private static Comparison CompareBlocks(string metric, PlatformResult left, PlatformResult right, Func<BlockSummary, double?> value)
    {
        (double Left, double Right)[] pairs = [.. from l in left.Blocks
                                                  join r in right.Blocks on l.Round equals r.Round
                                                  where value(l) > 0 && value(r) > 0
                                                  select (Math.Log(value(l) ?? 1), Math.Log(value(r) ?? 1))];
        var test = TTest.Paired([.. pairs.Select(pair => pair.Left)], [.. pairs.Select(pair => pair.Right)]);
        return new(
            metric, Name(left), Name(right), Exp(test.Difference), Exp(test.Interval?.Low), Exp(test.Interval?.High), test.PTwoSided, null, false,
            test.PTwoSided is null ? $"{pairs.Length} paired blocks are not enough" : $"{pairs.Length} paired blocks");
    }

    private static double? Exp(double? log) => log is { } value ? Math.Exp(value) : null;

    private static Comparison[] Adjust(Comparison[] comparisons)
    {
        var tested = comparisons.Where(comparison => comparison.P is not null).ToArray();
        var adjusted = PValueAdjustment.Holm([.. tested.Select(comparison => comparison.P ?? 1)]);
        var byComparison = tested.Zip(adjusted).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. comparisons.Select(comparison => byComparison.TryGetValue(comparison, out var p) ? comparison with { AdjustedP = p, IsDifferent = p < Alpha, Outcome = p < Alpha ? ComparisonOutcome.Different : ComparisonOutcome.Undecided } : comparison)];
    }

    private static Finding Find(
        string question, string metric, string did, PlatformResult[] live, Comparison[] comparisons, Func<PlatformResult, double?> value, bool higherIsBetter, string unit)
    {
        if (live.Length == 0)
        {
            return new(question, null, null, $"No platform {did}, so there is nothing to rank.");
        }

        var best = live.MinBy(platform => (higherIsBetter ? -1 : 1) * value(platform) ?? double.MaxValue) ?? live[0];
        var text = FormattableString.Invariant($"{value(best):0.##} {unit}");
        if (live.Length == 1)
        {
            return new(question, null, value(best), $"Only {Name(best)} {did} ({text}); there is nothing to compare it with.");
        }

        if (live.All(platform => value(platform) == value(best)))
        {
            return new(question, null, value(best), $"No difference shown: {string.Join(", ", live.Select(Name))} all measured {text}.");
        }

        var others = comparisons.Where(comparison => comparison.Metric == metric && (comparison.Left == Name(best) || comparison.Right == Name(best))).ToArray();
        string[] undecided = [.. others.Where(comparison => !comparison.IsDifferent).Select(comparison => comparison.Left == Name(best) ? comparison.Right : comparison.Left)];
        return undecided.Length == 0
            ? new(question, Name(best), value(best), $"{Name(best)}: {text}; the difference to every other platform is larger than chance explains.")
            : new(question, null, value(best), $"No difference shown: {Name(best)} measured best ({text}), but {string.Join(" and ", undecided)} cannot be told apart from it at this sample size.");
    }

    private static string Name(PlatformResult platform) => platform.Name;
}
