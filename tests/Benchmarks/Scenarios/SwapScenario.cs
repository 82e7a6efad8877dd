using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;
using ModelServing.Inference.Tensors;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>Version 2 appears while version 1 is busy: it loads, takes over, and version 1 goes.</summary>
internal static class SwapScenario
{
    private const int Seconds = 15;

    public static async Task RunAsync()
    {
        List<double> ratios = [];
        for (var round = 0; round < 3; round++)
        {
            ratios.Add(await SwapAsync());
        }

        Report.Figure("p99 while versions change / before (median)", Report.Median(ratios), "x", new Goal(1.5, 1.5, LessIsBetter: true));
    }

    private static async Task<double> SwapAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WritePerceptron(folder.In("m", "1"), 5000, 4000);
        BenchmarkModels.WritePerceptron(folder.In("next"), 5000, 4000);
        await using var server = await ServerProcess.StartModelServerAsync(folder.In("m"));
        var row = Tensor.FromBytes(DataType.Float, [1, BenchmarkModels.Pixels], new byte[BenchmarkModels.Pixels * sizeof(float)]);
        var request = Requests.Predict(row, asContent: true);
        await LoadAsync();
        var before = await LoadAsync();
        var during = LoadAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        Directory.Move(folder.In("next"), folder.In("m", "2"));
        var result = await during;
        var version = (await Requests.CallAsync(server.GrpcPort, request)).ModelSpec.Version;
        if (version != 2)
        {
            throw new InvalidOperationException($"Version {version} serves after {Seconds} s of load");
        }

        Report.Figure("start with a version of 100 MB", server.StartTime.TotalSeconds, "s");
        Report.Figure("p99 before", before.P99Milliseconds, "ms");
        Report.Figure("p99 while versions change", result.P99Milliseconds, "ms");
        Report.Figure("failed requests", result.Failures, "", new Goal(0, 0, LessIsBetter: true));
        Report.Figure("resident memory afterwards", server.ResidentMemory / 1e6, "MB");
        return result.P99Milliseconds / before.P99Milliseconds;

        Task<LoadResult> LoadAsync() => H2Load.CallAsync(server.GrpcPort, Requests.Method, request, Seconds, connections: 2, streams: 2);
    }
}
