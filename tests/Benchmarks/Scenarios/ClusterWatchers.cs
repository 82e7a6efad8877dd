using System.Diagnostics;
using ModelServing.Benchmarks.Reports;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>Many watchers of the same objects: how long a change takes to each.</summary>
internal static class ClusterWatchers
{
    private const int Watchers = 200;
    private const int Changes = 25;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task MeasureAsync(HttpClient client, string collection)
    {
        var watchers = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(_ => OpenAsync(client, collection)));
        List<double> milliseconds = [];
        for (var change = 0; change < Changes; change++)
        {
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            var started = Stopwatch.GetTimestamp();
            var arrivals = watchers.Select(watcher => ArrivalAsync(watcher, started)).ToList();
            using var body = ClusterScenario.Object($"watched-{change}", "watched");
            using var created = await client.PostAsync(new Uri(collection, UriKind.Relative), body);
            created.EnsureSuccessStatusCode();
            milliseconds.AddRange(await Task.WhenAll(arrivals));
        }

        foreach (var watcher in watchers)
        {
            watcher.Dispose();
        }

        // The first changes warm up both sides.
        var sorted = milliseconds.Skip(5 * Watchers).Order().ToArray();
        Report.Figure($"from a write's start to {Watchers} watchers, median", sorted[sorted.Length / 2], "ms");
        Report.Figure($"from a write's start to {Watchers} watchers, p99", sorted[(int)(sorted.Length * 0.99)], "ms", new Goal(50, 25, LessIsBetter: true));
    }

    private static async Task<StreamReader> OpenAsync(HttpClient client, string collection)
    {
        var version = (await client.GetStringAsync(new Uri($"{collection}?limit=1", UriKind.Relative))).Split("\"resourceVersion\":\"")[1].Split('"')[0];
        var response = await client.GetAsync(
            new Uri($"{collection}?watch=true&labelSelector=made-by=watched&resourceVersion={version}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
    }

    private static async Task<double> ArrivalAsync(StreamReader watcher, long started)
    {
        if (await watcher.ReadLineAsync() is null)
        {
            throw new InvalidOperationException("a watch ended");
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
