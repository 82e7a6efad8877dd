using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ModelServing.Benchmarks.Servers;

/// <summary>A server whose service times are exponential, that answers nobody for three seconds, and that logs how long each request truly took.</summary>
internal static class StallingServer
{
    public const string Command = "serve-stall";

    /// <summary>The requests that come before the measured ones.</summary>
    public const int WarmupRequests = 100;

    private const double MeanMilliseconds = 50;
    private const double StallStart = 20;
    private const double StallEnd = 23;
    private const string Metadata = """{"model_spec":{"name":"m","version":"1"},"metadata":{"signature_def":{"signature_def":{"serving_default":{"inputs":{"x":{"dtype":"DT_FLOAT","tensor_shape":{"dim":[{"size":"-1"},{"size":"8"}],"unknown_rank":false}}},"outputs":{"y":{"dtype":"DT_FLOAT"}}}}}}}""";

    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}");
        await using var app = builder.Build();
        var log = new ConcurrentQueue<double>();
        var (arrivals, first) = (0, 0L);
        app.MapGet("/v1/models/m/metadata", () => Results.Text(Metadata, "application/json"));
        app.MapGet("/log", () => Results.Text(string.Join('\n', log.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))));
        app.MapFallback(async context =>
        {
            var start = Stopwatch.GetTimestamp();
            var number = Interlocked.Increment(ref arrivals);
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            if (number > WarmupRequests)
            {
                Interlocked.CompareExchange(ref first, start, 0);
            }

            await ServeAsync(first == 0 ? 0 : Stopwatch.GetElapsedTime(first).TotalSeconds);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(args[1]);
            if (number > WarmupRequests)
            {
                log.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        });
        await app.RunAsync();
        return 0;
    }

    /// <summary>Works for a time that is drawn, of which none passes during the stall.</summary>
    private static async Task ServeAsync(double at)
    {
        var end = at + (-Math.Log(1 - Random.Shared.NextDouble()) * MeanMilliseconds / 1000);
        var stalled = end <= StallStart || at >= StallEnd ? 0 : StallEnd - Math.Max(at, StallStart);
        await Task.Delay(TimeSpan.FromSeconds(end - at + stalled), TimeProvider.System, CancellationToken.None);
    }
}
