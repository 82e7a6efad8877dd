using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Terminal;

/// <summary>What sweeps, searches and scenarios found, a line each.</summary>
internal static class LoadLines
{
    public static IEnumerable<string> Of(BenchmarkOutcome outcome) => outcome.Sweep.Select(Describe)
        .Concat(outcome.Scalability.Where(fit => fit.Problem is null).Select(fit => $"{fit.Platform}, universal scalability law: {fit.Conclusion}"))
        .Concat(outcome.Saturation.Select(ReportText.Describe))
        .Concat(outcome.Platforms.SelectMany(platform => platform.Scenarios.Select(run => $"{platform.Name} {run.Sentence}")));

    private static string Describe(SweepPoint point) => string.Concat(
        point.Result.Name,
        point.OfferedRate is { } rate ? $" at {Figures.Number(rate)} requests/s: " : $" with {point.Concurrency} in flight: ",
        point.Result.State == PlatformState.Failed ? $"failed, {point.Result.Problem}"
            : $"{Figures.WithInterval(point.Result.Throughput, "answers/s")}, p50 {Figures.Milliseconds(point.Result.Percentile("p50")?.Value)}, p99 {Figures.Milliseconds(point.Result.Percentile("p99")?.Value)}{(point.Result.Validity.IsValid ? "" : ", not valid")}");
}
