using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Sources;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>Serves from this process, so that its garbage collector can be asked; the load comes from another.</summary>
internal static class AllocationScenario
{
    private const string Body = """{"instances":[1.0]}""";

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WriteHalfPlusTwo(folder.In("1"));
        RunModel(folder.In("1"));
        var options = new ServerOptions { RestPort = 0, GrpcPort = 0, Models = [new ModelSettings("m", folder.Path, new VersionPolicy.Latest(1))] };
        await using var server = await TensorFlowServer.StartAsync(options, NullLoggerProvider.Instance, CancellationToken.None);
        await MeasureAsync("REST", () => Wrk.PostAsync(server.RestPort, Requests.Path, Body, 3));
        var request = Requests.Predict(Tensor.Create<float>([1], 1f));
        await MeasureAsync("gRPC", () => H2Load.CallAsync(server.GrpcPort, Requests.Method, request, 3));
        var (rest, grpc) = (FreePort.Find(), FreePort.Find());
        await using var bare = BareServer.Create(rest, grpc, "{}");
        await bare.StartAsync();
        await MeasureAsync("the bare REST endpoint", () => Wrk.PostAsync(rest, Requests.Path, Body, 3));
        await MeasureAsync("the bare gRPC echo", () => H2Load.CallAsync(grpc, Requests.Method, request, 3));
    }

    private static void RunModel(string folder)
    {
        const int Runs = 200_000;
        var loader = new SavedModelLoader(TimeProvider.System, NullLogger<SavedModelLoader>.Instance);
        if (!loader.TryLoad(folder, new LoadOptions(), out var model, out var error))
        {
            throw new InvalidOperationException(error.Message);
        }

        using (model)
        {
            var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Create<float>([1], 1f) };
            for (var round = 0; round < 3; round++)
            {
                var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
                for (var i = 0; i < Runs; i++)
                {
                    model.Run("serving_default", inputs, null);
                }

                var elapsed = Stopwatch.GetElapsedTime(started);
                if (round == 2)
                {
                    Report.Figure("one run of the model", elapsed.TotalMicroseconds / Runs, "us");
                    Report.Figure("allocated for one run", (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Runs, "bytes");
                }
            }
        }
    }

    private static async Task MeasureAsync(string name, Func<Task<LoadResult>> load)
    {
        await load();
        List<double> windows = [];
        for (var window = 0; window < 3; window++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var result = await load();
            windows.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - before) / result.Requests);
        }

        // The first window may still count what ended before it, and the tool may have sent some requests before it began to count: an upper bound.
        Report.Figure($"allocated for one request over {name}", Report.Median(windows), "bytes", new Goal(4096, 2048, LessIsBetter: true));
    }
}
