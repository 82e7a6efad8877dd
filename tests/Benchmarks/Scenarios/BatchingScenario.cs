using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;
using ModelServing.Inference.Tensors;

namespace ModelServing.Benchmarks.Scenarios;

internal static class BatchingScenario
{
    private const string Parameters = """
        max_batch_size { value: 32 }
        batch_timeout_micros { value: 0 }
        max_enqueued_batches { value: 1000 }
        num_batch_threads { value: 2 }
        """;

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WritePerceptron(folder.In("model", "1"), 1024, 256);
        await File.WriteAllTextAsync(folder.In("batching.txt"), Parameters);
        await using var batched = await ServerProcess.StartModelServerAsync(
            folder.In("model"), "--enable_batching", $"--batching_parameters_file={folder.In("batching.txt")}");
        await using var plain = await ServerProcess.StartModelServerAsync(folder.In("model"));
        var row = Tensor.FromBytes(DataType.Float, [1, BenchmarkModels.Pixels], new byte[BenchmarkModels.Pixels * sizeof(float)]);
        var request = Requests.Predict(row, asContent: true);
        List<double> late = [];
        List<double> early = [];
        await Rounds.CompareAsync("with batching", () => MeasureAsync(batched, late), "without", () => MeasureAsync(plain, early), new Goal(2, 3));
        Report.Figure("p99 with batching", Report.Median(late.Skip(1)), "ms");
        Report.Figure("p99 without", Report.Median(early.Skip(1)), "ms");
        Report.Figure("p99 with batching / without", Report.Median(late.Zip(early, (a, b) => a / b).Skip(1)), "x", new Goal(1, 1, LessIsBetter: true));

        async Task<LoadResult> MeasureAsync(ServerProcess server, List<double> tails)
        {
            var result = await H2Load.CallAsync(server.GrpcPort, Requests.Method, request, 3);
            tails.Add(result.P99Milliseconds);
            return result;
        }
    }
}
