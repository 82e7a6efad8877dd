using System.Text.Json;
using ModelServing.BenchmarkWorker.Reports.Charts;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>Writes the artefacts of a run into a folder.</summary>
internal static class ReportFiles
{
    public const string Csv = "benchmark_results.csv";
    public const string Json = "benchmark_results.json";
    public const string Png = "benchmark_visualization.png";
    public const string Svg = "benchmark_visualization.svg";
    public const string Html = "benchmark_report.html";
    public const string Markdown = "benchmark_summary.md";
    public const string Log = "benchmark_latencies.hlog";

    public static IReadOnlyList<string> Names { get; } = [Html, Markdown, Csv, Json, Png, Svg, Log];

    /// <summary>The media type that a file is served as.</summary>
    public static string MediaType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".md" => "text/markdown; charset=utf-8",
        ".json" => "application/json",
        ".png" => "image/png",
        ".svg" => "image/svg+xml",
        ".csv" => "text/csv; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };

    public static async Task WriteAsync(BenchmarkOutcome outcome, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);

        // The figures first: whatever may go wrong with the pictures, they are kept.
        await WriteTextAsync(Csv, CsvReport.Write(outcome));
        await File.WriteAllBytesAsync(Path.Combine(folder, Json), JsonSerializer.SerializeToUtf8Bytes(outcome, ReportJsonContext.Default.BenchmarkOutcome), cancellationToken);
        await WriteTextAsync(Markdown, MarkdownReport.Write(outcome));
        var charts = ChartSet.Of(outcome);
        try
        {
            await WriteTextAsync(Svg, ChartSvg.Together(charts));
            await File.WriteAllBytesAsync(Path.Combine(folder, Png), ChartImages.Together(charts), cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, Log), HistogramLog.Write(outcome), cancellationToken);
            await WriteTextAsync(Html, HtmlReport.Write(outcome, charts));
        }
        finally
        {
            foreach (var chart in charts)
            {
                chart.Dispose();
            }
        }

        Task WriteTextAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken);
    }
}
