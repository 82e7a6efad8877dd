using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;
using ModelServing.Inference.Tensors;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>A model of about a million parameters: what the server adds to the runtime.</summary>
internal static class PerceptronScenario
{
    private const int Threads = 2;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WritePerceptron(folder.In("1"), 1024, 256);
        using var loop = new RuntimeLoop(1024, 256);
        await using var server = await ServerProcess.StartModelServerAsync(folder.Path);
        await using var bare = await ServerProcess.StartBareServerAsync("");
        foreach (var rows in (int[])[32, 1])
        {
            var input = Tensor.FromBytes(DataType.Float, [rows, BenchmarkModels.Pixels], new byte[rows * BenchmarkModels.Pixels * sizeof(float)]);
            var request = Requests.Predict(input, asContent: true);
            var ratio = await Rounds.CompareAsync(
                $"model server over gRPC, {rows} rows a request",
                () => H2Load.CallAsync(server.GrpcPort, Requests.Method, request, 3),
                $"runtime in a loop, {Threads} threads, {rows} rows a run",
                () => Task.FromResult(loop.Run(rows, Threads, Duration)),
                new Goal(0.7, 0.85));

            // What the protocol and the load generator take of the same processors, whatever serves.
            var echo = await H2Load.CallAsync(bare.GrpcPort, Requests.Method, request, 3);
            var run = loop.Run(rows, Threads, Duration);
            var ceiling = 1 / (1 + (run.RequestsPerSecond / echo.RequestsPerSecond));
            Report.Figure($"bare echo of the {rows} rows", echo.RequestsPerSecond, "/s");
            Report.Figure("ratio of an echo that also runs the model", ceiling, "x");
            Report.Figure("ours against that", ratio / ceiling, "x");

            // What a client on another machine would find.
            await ProcessorCost.MeasureAsync("bare echo", bare, () => H2Load.CallAsync(bare.GrpcPort, Requests.Method, request, 3));
            var own = await ProcessorCost.MeasureAsync("model server", server, () => H2Load.CallAsync(server.GrpcPort, Requests.Method, request, 3));
            var before = Environment.CpuUsage.TotalTime;
            var runs = loop.Run(rows, Threads, Duration).Requests;
            Report.Figure("runtime's processor time a run against it", (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / runs / own, "x");
        }
    }
}
