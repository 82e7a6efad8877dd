using System.Globalization;
using System.Text.RegularExpressions;
using ModelServing.Benchmarks.Models;

namespace ModelServing.Benchmarks.Load;

/// <summary>REST load by <c>wrk -t2 -c32</c>.</summary>
internal static partial class Wrk
{
    public static async Task<LoadResult> PostAsync(int port, string path, string body, int seconds, int? processor = null, int connections = 32)
    {
        using var folder = new TemporaryFolder();
        var script = folder.In("post.lua");
        await File.WriteAllTextAsync(
            script,
            $$"""
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.body = [==[{{body}}]==]
            done = function(summary, latency)
              local e = summary.errors
              print(string.format("result %d %f %d %f", summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99) / 1e3))
            end
            """);
        var output = await Tool.RunAsync("wrk", "wrk", ["-t2", $"-c{connections}", $"-d{seconds}", "-s", script, $"http://127.0.0.1:{port}{path}"], processor);
        var fields = Result().Match(output).Groups;
        var requests = double.Parse(fields[1].Value, CultureInfo.InvariantCulture);
        return new LoadResult(
            requests / double.Parse(fields[2].Value, CultureInfo.InvariantCulture),
            double.Parse(fields[4].Value, CultureInfo.InvariantCulture),
            (long)requests,
            long.Parse(fields[3].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"result (\d+) ([\d.]+) (\d+) ([\d.]+)")]
    private static partial Regex Result();
}
