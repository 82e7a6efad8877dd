using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelServing.Benchmarks.Models;

namespace ModelServing.Benchmarks.Load;

/// <summary>Our own load generator, in a process of its own, as users run it.</summary>
internal static class Generator
{
    /// <summary>Measures one URL.</summary>
    /// <param name="url">The predict URL.</param>
    /// <param name="options">Further options of <c>run</c>.</param>
    /// <param name="watch">Sees the process while it runs.</param>
    /// <returns>The platform's result, as in the file that users read.</returns>
    public static async Task<JsonNode> RunAsync(string url, string[] options, Func<Process, CancellationToken, Task>? watch = null)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ModelServing.BenchmarkWorker"),
            ["run", "--url", url, "--model-name", "m", "--payload-size", "small", "--repeats", "1", "--output-dir", folder.Path, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("the generator does not start");
        using var ended = new CancellationTokenSource();
        var watching = watch?.Invoke(process, ended.Token) ?? Task.CompletedTask;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ended.Token), process.StandardError.ReadToEndAsync(ended.Token));
        await process.WaitForExitAsync(ended.Token);
        var text = await output + await errors;
        await ended.CancelAsync();
        await watching;
        return process.ExitCode == 0
            ? JsonNode.Parse(await File.ReadAllTextAsync(folder.In("benchmark_results.json")))?["platforms"]?[0] ?? throw new InvalidOperationException("the result has no platform")
            : throw new InvalidOperationException($"the generator ended with {process.ExitCode}: {text}");
    }

    /// <summary>A closed loop, like those of other generators.</summary>
    public static async Task<LoadResult> PostAsync(string url, int seconds, int connections = 32)
    {
        var result = await RunAsync(url, ["--duration", seconds.ToString(CultureInfo.InvariantCulture), "--concurrent-requests", connections.ToString(CultureInfo.InvariantCulture), "--warmup-requests", "20000"]);
        return new(Number(result["throughput"]?["value"]), Number(result["percentiles"]?["p99"]?["value"]), (long)Number(result["total_requests"]), (long)Number(result["failed_requests"]));
    }

    public static double Number(JsonNode? node) => node?.GetValue<double>() ?? double.NaN;
}
