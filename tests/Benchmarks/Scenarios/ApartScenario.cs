using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>
/// The server on one processor and the load generator on another, as where clients have machines of their own:
/// on shared processors a rate tells of the generator's work as much as of the server's.
/// </summary>
internal static class ApartScenario
{
    private const int Seconds = 4;
    private const int WarmSeconds = 40;
    private const int ServersProcessor = 0;
    private const int LoadsProcessor = 1;

    public static async Task RunAsync()
    {
        if (Environment.ProcessorCount < 2)
        {
            Report.Heading("  needs two processors");
            return;
        }

        using var folder = new TemporaryFolder();
        BenchmarkModels.WritePerceptron(folder.In("1"), 1024, 256);
        using var loop = new RuntimeLoop(1024, 256);
        await using var single = await StartAsync(folder.Path);
        await using var batched = await StartAsync(folder.Path, "--enable_batching");
        foreach (var rows in (int[])[32, 1])
        {
            await Rounds.CompareAsync(
                $"model server over gRPC, {rows} rows a request",
                () => CallAsync(single, rows, LoadsProcessor),
                $"runtime in a loop, 1 thread, {rows} rows a run",
                () => Task.FromResult(loop.Run(rows, 1, TimeSpan.FromSeconds(Seconds))),
                new Goal(0.7, 0.85));
        }

        await BatchingScenario.CompareAsync("gRPC", shared => CallAsync(shared ? batched : single, 1, LoadsProcessor));
        await BatchingScenario.CompareAsync("REST", shared => PostAsync(shared ? batched : single, LoadsProcessor));
    }

    /// <summary>Starts a server that is warm: what is compiled in the background takes a minute where it has one processor, and that one is busy.</summary>
    private static async Task<ServerProcess> StartAsync(string folder, params IEnumerable<string> flags)
    {
        var server = await ServerProcess.StartModelServerAsync(folder, processors: 1, flags);
        await CallAsync(server, 1, null, WarmSeconds);
        await CallAsync(server, 32, null, WarmSeconds / 4);
        await PostAsync(server, null, WarmSeconds / 2);
        await server.ConfineAsync(ServersProcessor);
        return server;
    }

    private static Task<LoadResult> CallAsync(ServerProcess server, int rows, int? processor, int seconds = Seconds) =>
        H2Load.CallAsync(server.GrpcPort, Requests.Method, Requests.Predict(Requests.Pictures(rows), asContent: true), seconds, processor);

    private static Task<LoadResult> PostAsync(ServerProcess server, int? processor, int seconds = Seconds) =>
        Wrk.PostAsync(server.RestPort, Requests.Path, Requests.Json(Requests.Pictures(1)), seconds, processor);
}
