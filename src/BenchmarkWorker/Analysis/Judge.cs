using ModelServing.Statistics.Proportions;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Names a winner only where the blocks show one; a platform that did not answer is never ranked.</summary>
internal static class Judge
{
    public const double DefaultMargin = 0.05;

    /// <param name="isOpenLoop">Whether the rate was given: then throughput says nothing about a platform that keeps up.</param>
    /// <param name="margin">The smallest difference that matters, as a share.</param>
    public static Verdict Decide(IReadOnlyList<PlatformResult> platforms, bool isOpenLoop = false, double margin = DefaultMargin)
    {
        PlatformResult[] measured = [.. platforms.Where(platform => platform.State == PlatformState.Measured)];
        PlatformResult[] live = [.. measured.Where(platform => platform.Validity.IsValid)];
        var did = platforms.Any(platform => !platform.Validity.IsValid) ? "gave valid figures" : "answered";
        var metrics = BlockMetric.Of(isOpenLoop);
        var scatters = metrics.ToDictionary(metric => metric, metric => BlockScatter.Of(metric, live));
        var comparisons = ComparisonFamilies.Adjust(
            [.. Pairs(live).SelectMany(pair => metrics.Select(metric => BlockComparison.Of(metric, pair.Left, pair.Right, margin, scatters[metric]))), .. Pairs(measured).Select(pair => CompareErrors(pair.Left, pair.Right))],
            metrics[0].Name);
        return new(
            isOpenLoop
                ? new("Highest throughput", null, null, "Every platform was offered the same rate, so throughput is not compared.")
                : Find(new("Highest throughput", "throughput", did, platform => platform.Throughput?.Value, true, "requests/s", margin), live, comparisons),
            Find(new("Lowest median latency", "p50", did, platform => platform.Percentile("p50")?.Value, false, "ms", margin), live, comparisons),

            // Failures are counted whatever else spoils a platform's figures: too many of them are one of the reasons.
            Find(new("Most reliable", "errors", "answered", platform => platform.ErrorRatePercent, false, "% errors", margin), measured, comparisons),
            comparisons);
    }

    private static IEnumerable<(PlatformResult Left, PlatformResult Right)> Pairs(PlatformResult[] live) =>
        from left in Enumerable.Range(0, live.Length)
        from right in Enumerable.Range(left + 1, live.Length - left - 1)
        select (live[left], live[right]);

    private static Comparison CompareErrors(PlatformResult left, PlatformResult right)
    {
        var errors = TwoProportions.Compare(left.FailedRequests, left.TotalRequests, right.FailedRequests, right.TotalRequests);
        return new("errors", left.Name, right.Name, null, null, null, errors.P, null, false, "share of failed requests");
    }

    private static Finding Find(Question question, PlatformResult[] live, Comparison[] comparisons)
    {
        if (live.Length == 0)
        {
            return new(question.Text, null, null, $"No platform {question.Did}, so there is nothing to rank.");
        }

        var best = live.MinBy(platform => (question.HigherIsBetter ? -1 : 1) * question.Value(platform) ?? double.MaxValue) ?? live[0];
        var text = FormattableString.Invariant($"{question.Value(best):0.##} {question.Unit}");
        if (live.Length == 1)
        {
            return new(question.Text, null, question.Value(best), $"Only {best.Name} {question.Did} ({text}); there is nothing to compare it with.");
        }

        if (live.All(platform => question.Value(platform) == question.Value(best)))
        {
            return new(question.Text, null, question.Value(best), $"No difference shown: {string.Join(", ", live.Select(platform => platform.Name))} all measured {text}.");
        }

        var others = comparisons.Where(comparison => comparison.Metric == question.Metric && (comparison.Left == best.Name || comparison.Right == best.Name)).ToArray();
        string[] alike = [.. others.Where(comparison => comparison.Outcome == ComparisonOutcome.Equivalent).Select(Other)];
        string[] undecided = [.. others.Where(comparison => comparison.Outcome == ComparisonOutcome.Undecided).Select(Other)];
        return (undecided, alike) switch
        {
            ([], []) => new(question.Text, best.Name, question.Value(best), $"{best.Name}: {text}; the difference to every other platform is larger than chance explains."),
            ([], _) => new(question.Text, null, question.Value(best), FormattableString.Invariant($"No difference larger than {question.Margin:P0}: {best.Name} measured best ({text}), and {string.Join(" and ", alike)} within {question.Margin:P0} of it.")),
            _ => new(question.Text, null, question.Value(best), $"No difference shown: {best.Name} measured best ({text}), but {string.Join(" and ", undecided)} cannot be told apart from it at this sample size."),
        };

        string Other(Comparison comparison) => comparison.Left == best.Name ? comparison.Right : comparison.Left;
    }

    private sealed record Question(string Text, string Metric, string Did, Func<PlatformResult, double?> Value, bool HigherIsBetter, string Unit, double Margin);
}
