using System.Net;
using System.Net.Sockets;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Tests;

/// <summary>Small plans for tests.</summary>
internal static class Plans
{
    public static BenchmarkPlan For(params (Platform Platform, Uri Url)[] targets) => new()
    {
        Targets = [.. targets.Select(target => new Target(target.Platform, target.Url))],
        TotalRequests = 100,
        WarmupRequests = 10,
        ConcurrentRequests = 4,
        Timeout = TimeSpan.FromSeconds(20),
        Load = new() { WarmupLimit = TimeSpan.Zero },
    };

    public static Task<BenchmarkOutcome> RunAsync(BenchmarkPlan plan) =>
        new BenchmarkRunner(TimeProvider.System).RunAsync(plan, new Progress<RunProgress>(), Xunit.TestContext.Current.CancellationToken);

    /// <summary>An address where nothing listens: a port that was free a moment ago.</summary>
    public static Uri DeadUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
