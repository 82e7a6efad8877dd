using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelServing.Benchmarks.Load;

/// <summary>REST load by <c>hey -c 32</c>.</summary>
internal static partial class Hey
{
    public static async Task<LoadResult> PostAsync(int port, string path, string body, int seconds, int connections = 32)
    {
        var output = await Tool.RunAsync("hey", "hey", ["-z", $"{seconds}s", "-c", $"{connections}", "-m", "POST", "-T", "application/json", "-d", body, $"http://127.0.0.1:{port}{path}"]);
        var rate = double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        var p99 = P99().Match(output);
        var failures = Statuses().Matches(output).Where(status => status.Groups[1].Value != "200").Sum(status => long.Parse(status.Groups[2].Value, CultureInfo.InvariantCulture));
        return new LoadResult(rate, p99.Success ? 1000 * double.Parse(p99.Groups[1].Value, CultureInfo.InvariantCulture) : double.NaN, (long)(rate * seconds), failures);
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%%? in ([\d.]+) secs")]
    private static partial Regex P99();

    [GeneratedRegex(@"\[(\d{3})\]\s+(\d+) responses")]
    private static partial Regex Statuses();
}
