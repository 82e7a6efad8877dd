using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>What was measured, as tables.</summary>
internal static class ResultTables
{
    private static readonly string[] PercentileNames = ["p50", "p95", "p99", "p99.9"];

    public static ReportTable Results(BenchmarkOutcome outcome) => new(
        "Results of each platform",
        ["Platform", "State", "Requests", "Failed", "Error rate", "Answers/s", "Mean, ms", "p50, ms", "p95, ms", "p99, ms", "p99.9, ms"],
        [.. outcome.Platforms.Select(platform => new ReportRow(
            IsBad(platform),
            [
                platform.Name, State(platform), Figures.Count(platform.TotalRequests), Figures.Count(platform.FailedRequests), Figures.Percent(platform.ErrorRatePercent),
                WithInterval(platform.Throughput), platform.AverageLatency is { } mean ? Figures.Number(mean) : Figures.Missing,
                .. PercentileNames.Select(name => WithInterval(platform.Percentile(name))),
            ]))],
        "Small print under a value is its 95 % interval; ∞ means that this many requests cannot bound it. A dash was not measured: it is not zero.");

    public static ReportTable? Comparisons(BenchmarkOutcome outcome) => outcome.Verdict.Comparisons.Count == 0 ? null : new(
        "Each pair of platforms on each metric",
        ["Metric", "Pair", "Ratio", "p (Holm)", "Shown", "Basis"],
        [.. outcome.Verdict.Comparisons.Select(comparison => new ReportRow(
            false,
            comparison.Metric,
            $"{comparison.Right} / {comparison.Left}",
            comparison.Ratio is { } ratio ? new ReportCell(Ratio(ratio), Interval(comparison)) : Figures.Missing,
            comparison.AdjustedP is { } p ? Probability(p) : Figures.Missing,
            comparison.Outcome switch { ComparisonOutcome.Different => "different", ComparisonOutcome.Equivalent => "equivalent", _ => "undecided" },
            comparison.Note))],
        "Different: larger than chance explains. Equivalent: any difference is smaller than what matters. Undecided: neither is shown, which is no sign that the two are the same.");

    public static ReportTable? Sweep(BenchmarkOutcome outcome) => outcome.Sweep.Count == 0 ? null : new(
        "Each platform at each load of the sweep",
        ["Platform", "Load", "State", "Answers/s", "p50, ms", "p99, ms", "Error rate"],
        [.. outcome.Sweep.Select(point => new ReportRow(
            IsBad(point.Result),
            point.Result.Name,
            point.OfferedRate is { } rate ? $"{Figures.Number(rate)}/s offered" : $"{point.Concurrency} in flight",
            new(State(point.Result), point.Result.State == PlatformState.Failed ? point.Result.Problem : string.Join("; ", point.Result.Validity.Reasons)),
            WithInterval(point.Result.Throughput),
            WithInterval(point.Result.Percentile("p50")),
            WithInterval(point.Result.Percentile("p99")),
            Figures.Percent(point.Result.ErrorRatePercent)))]);

    public static IEnumerable<ReportTable> Saturation(BenchmarkOutcome outcome) => outcome.Saturation.Select(found => new ReportTable(
        $"{found.Platform}: rates that were tried for {found.Objective}",
        ["Rate", "Limit", "Reached, ms", "Requests", "Decided by"],
        [.. found.Steps.Select(step => new ReportRow(
            !step.Passed,
            $"{Figures.Number(step.Rate)}/s{(step.IsConfirmation ? " (again)" : "")}",
            step.Passed ? "kept" : "not kept",
            step.Quantile is { } quantile ? Figures.Number(quantile) : Figures.Missing,
            Figures.Count(step.Requests),
            step.Reason))],
        ReportText.Describe(found)));

    public static string State(PlatformResult platform) => platform.State == PlatformState.Failed ? "failed" : platform.Validity.IsValid ? "measured" : "not valid";

    public static bool IsBad(PlatformResult platform) => platform.State == PlatformState.Failed || !platform.Validity.IsValid;

    public static string Ratio(double ratio) => ratio.ToString("0.000", CultureInfo.InvariantCulture);

    public static string? Interval(Comparison comparison) => comparison is { RatioLow: { } low, RatioHigh: { } high } ? $"{Ratio(low)}\u00a0–\u00a0{Ratio(high)}" : null;

    private static string Probability(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    private static ReportCell WithInterval(Estimate? estimate) => estimate?.Value is { } value ? new ReportCell(Figures.Number(value), Figures.Interval(estimate)) : Figures.Missing;
}
