using System.Diagnostics;
using System.Globalization;
using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>The load generator itself: as fast as others, cheap and punctual at a fixed rate, and no larger after a while than at the start.</summary>
internal static class GeneratorScenario
{
    private const string Body = """{"instances":[[1.5,2.5,3.5,4.5,5.5,6.5,7.5,8.5]]}""";
    private const string Answer = """{"predictions":[[2.5]]}""";
    private const int Rate = 2000;

    /// <summary>Seconds after which the collector has settled on how much memory it wants.</summary>
    private const int LongEnough = 60;

    private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("GENERATOR_SECONDS") ?? "20", CultureInfo.InvariantCulture);

    public static async Task RunAsync()
    {
        await using var nginx = await NginxServer.StartAsync(Answer);
        var url = $"http://127.0.0.1:{nginx.Port}{NginxServer.PredictPath}";
        await Rounds.CompareAsync("generator, 32 users", () => Generator.PostAsync(url, 4), "wrk -t2 -c32", () => Wrk.PostAsync(nginx.Port, NginxServer.PredictPath, Body, 4), new Goal(0.45, 0.70));
        await Rounds.CompareAsync("generator, 32 users", () => Generator.PostAsync(url, 4), "hey -c 32", () => Hey.PostAsync(nginx.Port, NginxServer.PredictPath, Body, 4), new Goal(1.0, 1.5));
        await MeasureRateAsync(url);
    }

    /// <summary>Several runs, of which the best counts: on a busy machine the others measure its other guests.</summary>
    private static async Task MeasureRateAsync(string url)
    {
        List<(double Cores, double P50, double P99)> runs = [];
        List<(double At, double Megabytes)> memory = [];
        for (var i = 0; i < 3; i++)
        {
            memory.Clear();
            var cores = 0.0;
            var result = await Generator.RunAsync(
                url,
                ["--rate", $"{Rate}", "--duration", Seconds.ToString(CultureInfo.InvariantCulture), "--warmup-requests", "4000", "--warmup-seconds", "0"],
                async (process, token) => cores = await WatchAsync(process, memory, token));
            runs.Add((cores, Generator.Number(result["open_loop"]?["lateness_p50"]), Generator.Number(result["open_loop"]?["lateness_p99"])));
            Report.Figure($"run {i + 1}: processor cores; then lateness p50 and p99", cores, "cores");
            Report.Figure("", runs[^1].P50, "ms");
            Report.Figure("", runs[^1].P99, "ms");
        }

        Report.Figure($"processor cores at {Rate}/s, least of the runs", runs.Min(run => run.Cores), "cores", new Goal(0.5, 0.25, LessIsBetter: true));
        Report.Figure("lateness p99, least of the runs", runs.Min(run => run.P99), "ms", new Goal(1, 0.5, LessIsBetter: true));
        foreach (var (at, megabytes) in memory.Where((_, index) => index % Math.Max(1, memory.Count / 8) == 0))
        {
            Report.Figure($"resident memory after {at:0} s", megabytes, "MB");
        }

        var settled = memory.Where(sample => sample.At > memory[^1].At / 2).ToList();
        Report.Figure(
            "growth over the last half",
            settled.Count < 2 ? 0 : settled[^1].Megabytes - settled[0].Megabytes,
            "MB",
            Seconds < LongEnough ? null : new Goal(5, 1, LessIsBetter: true));
    }

    /// <summary>Samples memory each second, and the processor from the fourth second on, when the start and the warm-up are over.</summary>
    private static async Task<double> WatchAsync(Process process, List<(double At, double Megabytes)> memory, CancellationToken cancellationToken)
    {
        const int skipped = 4;
        var start = Stopwatch.GetTimestamp();
        var (from, to) = ((At: 0L, Used: TimeSpan.Zero), (At: 1L, Used: TimeSpan.Zero));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken) && !process.HasExited && Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds)
            {
                process.Refresh();
                var now = Stopwatch.GetTimestamp();
                memory.Add((Stopwatch.GetElapsedTime(start, now).TotalSeconds, process.WorkingSet64 / 1e6));
                if (memory.Count >= skipped)
                {
                    from = memory.Count == skipped ? (now, process.TotalProcessorTime) : from;
                    to = (now, process.TotalProcessorTime);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }

        return (to.Used - from.Used) / Stopwatch.GetElapsedTime(from.At, to.At);
    }
}
