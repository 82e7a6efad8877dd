using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;
using ModelServing.Testing;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>The cluster's API as clients see it: over TLS, every write on disk before its answer.</summary>
internal static class ClusterScenario
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const int Rounds = 3;
    private const int Writers = 32;
    private const int Objects = 5_000;
    private const int IdleSeconds = 20;

    private static readonly string Filler = new('x', 1_900);

    public static async Task RunAsync()
    {
        await MeasureIdleAsync();
        await MeasureManifestsAsync();
        await using var server = await ControlPlaneProcess.StartAsync();
        using var client = server.CreateClient();
        await MeasureWritesAsync(server, client);
        await MeasureListAsync(client);
        await ClusterWatchers.MeasureAsync(client, ConfigMaps);
        Report.Figure("resident memory afterwards", server.ResidentMemory / 1e6, "MB");
    }

    public static StringContent Object(string name, string label) =>
        new($$$"""{"metadata":{"name":"{{{name}}}","labels":{"made-by":"{{{label}}}"}},"data":{"filler":"{{{Filler}}}"} }""", Encoding.UTF8, "application/json");

    private static async Task MeasureIdleAsync()
    {
        await using var server = await ControlPlaneProcess.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, CancellationToken.None);
        var before = server.ProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds), TimeProvider.System, CancellationToken.None);
        var share = (server.ProcessorTime - before).TotalSeconds / IdleSeconds * 100;
        Report.Figure("resident memory, idle", server.ResidentMemory / 1e6, "MB", new Goal(100, 80, LessIsBetter: true));
        Report.Figure("processor, idle", share, "%", new Goal(1, 0.5, LessIsBetter: true));
    }

    private static async Task MeasureManifestsAsync()
    {
        List<double> seconds = [];
        for (var i = 0; i < Rounds; i++)
        {
            using var folder = new TemporaryFolder();
            await using var server = await ControlPlaneProcess.StartAsync($"--ModelServing:Manifests={folder.Path}");
            using var client = server.CreateClient();

            // Only now, or the server would apply them at its start.
            foreach (var file in Directory.EnumerateFiles(RepositoryPaths.InRepository("manifests"), "*.yaml", SearchOption.AllDirectories))
            {
                File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
            }

            var started = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync(new Uri("/modelserving/v1/manifests:apply", UriKind.Relative), null);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            var results = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            if ((int?)results?["failed"] != 0)
            {
                throw new InvalidOperationException($"manifests failed: {results}");
            }
        }

        Report.Figure("apply of all manifests", Report.Median(seconds), "s", new Goal(3, 1, LessIsBetter: true));
    }

    /// <summary>Fills the namespace with <see cref="Objects"/> objects, each read back at once.</summary>
    private static async Task MeasureWritesAsync(ControlPlaneProcess server, HttpClient client)
    {
        await WriteAsync(client, 0, 500);
        List<double> rates = [];
        var processor = server.ProcessorTime;
        const int each = (Objects - 500) / Rounds;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await WriteAsync(client, 500 + (round * each), each);
            rates.Add(each / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        Report.Figure($"create and get of 2 KB, {Writers} clients", Report.Median(rates), "/s", new Goal(1_000, 2_000));
        Report.Figure("processor time of the server for one of them", (server.ProcessorTime - processor).TotalMilliseconds / (Rounds * each), "ms");
    }

    private static Task WriteAsync(HttpClient client, int first, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (number, cancellationToken) =>
        {
            using var body = Object($"object-{number}", "writer");
            using var created = await client.PostAsync(new Uri(ConfigMaps, UriKind.Relative), body, cancellationToken);
            created.EnsureSuccessStatusCode();
            var bytes = await client.GetByteArrayAsync(new Uri($"{ConfigMaps}/object-{number}", UriKind.Relative), cancellationToken);
            if (bytes.Length < Filler.Length)
            {
                throw new InvalidOperationException("an object came back short");
            }
        });

    private static async Task MeasureListAsync(HttpClient client)
    {
        List<double> milliseconds = [];
        for (var i = 0; i < 12; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var bytes = await client.GetByteArrayAsync(new Uri(ConfigMaps, UriKind.Relative));
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (bytes.Length < Objects * Filler.Length)
            {
                throw new InvalidOperationException($"the list came back with {bytes.Length} bytes");
            }
        }

        Report.Figure($"list of {Objects} objects", Report.Median(milliseconds.Skip(2)), "ms", new Goal(150, 75, LessIsBetter: true));
    }
}
