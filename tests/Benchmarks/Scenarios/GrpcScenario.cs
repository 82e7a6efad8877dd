using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;
using ModelServing.Inference.Tensors;

namespace ModelServing.Benchmarks.Scenarios;

internal static class GrpcScenario
{
    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WriteHalfPlusTwo(folder.In("1"));
        await using var server = await ServerProcess.StartModelServerAsync(folder.Path);
        await using var bare = await ServerProcess.StartBareServerAsync("");
        var request = Requests.Predict(Tensor.Create<float>([1], 1f));
        var response = await Requests.CallAsync(server.GrpcPort, request);
        if (response.Outputs["y"].FloatVal is not [2.5f])
        {
            throw new InvalidOperationException($"Unexpected answer: {response}");
        }

        await Rounds.CompareAsync(
            "model server",
            () => H2Load.CallAsync(server.GrpcPort, Requests.Method, request, 4),
            "bare Grpc.AspNetCore echo",
            () => H2Load.CallAsync(bare.GrpcPort, Requests.Method, request, 4),
            new Goal(0.5, 0.65));
    }
}
