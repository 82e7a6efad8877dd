using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Scenarios;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>What a load model adds to the figures, as tables.</summary>
internal static class LoadTables
{
    /// <summary>The runs of a scenario; none without one.</summary>
    public static ReportTable? Scenarios(BenchmarkOutcome outcome)
    {
        ReportRow[] rows = [.. outcome.Platforms.SelectMany(platform => platform.Scenarios.Select((run, index) => Row(platform.Name, index + 1, run)))];
        return rows.Length == 0 ? null : new(
            "MLPerf's scenario, by its rules",
            ["Platform", "Verdict", "Result", "Observed percentile", "Target", "Queries", "Seconds"],
            rows,
            "The percentile of single-stream and multi-stream is the latency that 99 % of such runs do not exceed. Requests that failed or were never sent count as over the target.");
    }

    /// <summary>What a sweep of concurrencies predicts; none without one.</summary>
    public static ReportTable? Scalability(BenchmarkOutcome outcome)
    {
        var fits = outcome.Scalability;
        return fits.Count == 0 ? null : new(
            "The universal scalability law, fitted to the sweep",
            ["Platform", "λ, answers/s", "σ", "κ", "R²", "Highest throughput"],
            [.. fits.Select(fit => new ReportRow(
                false,
                fit.Platform,
                Coefficient(fit.Lambda),
                Coefficient(fit.Sigma),
                Coefficient(fit.Kappa),
                fit.RSquared?.ToString("0.000", CultureInfo.InvariantCulture) ?? Figures.Missing,
                fit.Conclusion))],
            "With N requests in flight, λN / (1 + σ(N − 1) + κN(N − 1)) answers a second: σ is the share of the work that is done one at a time, κ the cost of getting into each other's way.");
    }

    /// <summary>What happened around the measured time; none without a warm-up.</summary>
    public static ReportTable? Phases(BenchmarkOutcome outcome)
    {
        ReportRow[] rows = [.. outcome.Platforms.Where(platform => platform.Warmup is not null).Select(Row)];
        return rows.Length == 0 ? null : new(
            "Before and after the measured time",
            ["Platform", "Cold first response", "Warm-up", "Failed in it", "In flight at the end"],
            rows,
            "Nothing of the warm-up is in any figure. Of what was in flight when the measured time was over, latencies count, and throughput does not.");
    }

    private static string Coefficient(double? value) => value is null ? Figures.Missing
        : value is > 0 and < 0.001 ? value.Value.ToString("0.##e+0", CultureInfo.InvariantCulture) : Figures.Number(value.Value);

    private static ReportRow Row(string platform, int number, ScenarioResult run) => new(
        !run.IsValid,
        new(platform, $"run {number}"),
        new((run.IsValid ? "VALID" : "INVALID") + (run.Profile == RunProfile.Quick ? " QUICK" : ""), string.Join("; ", run.Reasons)),
        new(run.Value is { } value ? $"{Figures.Number(value)} {run.Unit}" : Figures.Missing, run.Metric),
        Figures.Milliseconds(run.ObservedPercentile),
        run.TargetLatency is { } target ? new ReportCell(Figures.Milliseconds(target), $"{Figures.Count(run.OverTarget)} over it") : Figures.Missing,
        new(Figures.Count(run.Queries), run.Samples == run.Queries ? null : $"{Figures.Count(run.Samples)} samples"),
        Figures.Number(run.DurationSeconds));

    private static ReportRow Row(PlatformResult platform) => new(
        false,
        platform.Name,
        Figures.Milliseconds(platform.FirstResponseMilliseconds),
        new($"{Figures.Count(platform.Warmup?.Requests ?? 0)} requests", $"{Figures.Number(platform.Warmup?.Seconds ?? 0)} s: {platform.Warmup?.Note}"),
        Figures.Count(platform.Warmup?.Failures.Values.Sum() ?? 0),
        Figures.Count(platform.DrainedRequests));
}
