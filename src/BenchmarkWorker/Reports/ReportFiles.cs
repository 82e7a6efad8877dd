using System.Text.Json;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>Writes the four artefacts of a run into a folder.</summary>
internal static class ReportFiles
{
    public const string Csv = "benchmark_results.csv";
    public const string Json = "benchmark_results.json";
    public const string Png = "benchmark_visualization.png";
    public const string Html = "benchmark_report.html";
    public const string FontWarning = "no font found: the charts have no text; install a font package such as fonts-dejavu and run again";

    public static IReadOnlyList<string> Names { get; } = [Html, Csv, Json, Png];

    public static async Task WriteAsync(BenchmarkOutcome outcome, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, Csv), CsvReport.Write(outcome), cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, Json), JsonSerializer.SerializeToUtf8Bytes(outcome, ReportJsonContext.Default.BenchmarkOutcome), cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, Png), ChartImages.Together(outcome.Platforms), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, Html), HtmlReport.Write(outcome, ChartImages.Each(outcome.Platforms)), cancellationToken);
    }
}
