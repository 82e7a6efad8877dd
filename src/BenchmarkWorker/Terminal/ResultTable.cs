using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;
using Spectre.Console;

namespace ModelServing.BenchmarkWorker.Terminal;

/// <summary>The run's end on the console: the table, the verdict, the failures.</summary>
internal static class ResultTable
{
    public static void Write(IAnsiConsole console, BenchmarkOutcome outcome)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("platform", "requests", "failed", "req/s", "mean ms", "p50 ms", "p95 ms", "p99 ms", "errors");
        foreach (var platform in outcome.Platforms)
        {
            table.AddRow([.. Cells(platform).Select(cell => new Text(cell))]);
        }

        console.Write(table);
        if (outcome.Verdict.Interruption is { } interruption)
        {
            console.WriteLine(interruption);
        }

        foreach (var finding in outcome.Verdict.Findings)
        {
            console.WriteLine($"{finding.Question}: {finding.Sentence}");
        }

        foreach (var line in LoadLines.Of(outcome))
        {
            console.WriteLine(line);
        }

        if (outcome.UncomparedOutputs is { } uncompared)
        {
            console.WriteLine($"Not shown: {uncompared.Sentence}");
        }

        foreach (var platform in outcome.Platforms.Where(platform => !platform.Validity.IsValid))
        {
            console.WriteLine($"{platform.Name} is not valid: {string.Join("; ", platform.Validity.Reasons)}");
        }

        foreach (var platform in outcome.Platforms.Where(platform => platform.State == PlatformState.Failed))
        {
            console.WriteLine($"{platform.Name} failed: {platform.Problem}");
        }
    }

    private static IEnumerable<string> Cells(PlatformResult platform)
    {
        yield return platform.Name + (platform.State == PlatformState.Failed ? " (failed)" : platform.Validity.IsValid ? "" : " (not valid)");
        yield return platform.TotalRequests.ToString(CultureInfo.InvariantCulture);
        yield return platform.FailedRequests.ToString(CultureInfo.InvariantCulture);
        yield return Number(platform.Throughput?.Value, "0.0");
        yield return Number(platform.AverageLatency, "0.00");
        yield return Number(platform.Percentile("p50")?.Value, "0.00");
        yield return Number(platform.Percentile("p95")?.Value, "0.00");
        yield return Number(platform.Percentile("p99")?.Value, "0.00");
        yield return platform.ErrorRatePercent is { } rate ? Number(rate, "0.##") + " %" : "-";
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
