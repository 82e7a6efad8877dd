using System.Globalization;
using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>Whether an open loop tells of a stall what the server's own log tells; and that a closed loop does not.</summary>
internal static class StallScenario
{
    private static readonly (string Name, double Quantile)[] Quantiles = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)];

    public static async Task RunAsync()
    {
        await MeasureAsync("open loop, 200/s", "--rate", "200", new Goal(0.02, 0.01, LessIsBetter: true));
        await MeasureAsync("closed loop, 10 users", "--concurrent-requests", "10", null);
    }

    private static async Task MeasureAsync(string name, string option, string value, Goal? goal)
    {
        await using var server = await ServerProcess.StartStallingServerAsync("""{"predictions":[[2.5]]}""");
        var root = $"http://127.0.0.1:{server.RestPort}";
        var result = await Generator.RunAsync(
            $"{root}{NginxServer.PredictPath}",
            [option, value, "--duration", "60", "--warmup-requests", StallingServer.WarmupRequests.ToString(CultureInfo.InvariantCulture), "--warmup-seconds", "0"]);
        using var client = new HttpClient();
        var log = await client.GetStringAsync(new Uri($"{root}/log"));
        double[] truth = [.. log.Split('\n').Select(line => double.Parse(line, CultureInfo.InvariantCulture)).Order()];
        foreach (var (percentile, quantile) in Quantiles)
        {
            var (reported, logged) = (Generator.Number(result["percentiles"]?[percentile]?["value"]), truth[(int)(quantile * truth.Length)]);
            Report.Figure($"{name}: {percentile} reported", reported, "ms");
            Report.Figure($"{name}: {percentile} in the server's log", logged, "ms");
            Report.Figure($"{name}: difference, as a share", Math.Abs((reported / logged) - 1), "", goal);
        }
    }
}
