using System.Globalization;
using Grpc.Net.Client;
using ModelServing.Benchmarks.Models;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.Benchmarks.Scenarios;

internal static class Requests
{
    public const string Method = "tensorflow.serving.PredictionService/Predict";

    public const string Path = "/v1/models/m:predict";

    /// <summary>Makes pictures for the perceptron of <see cref="BenchmarkModels"/>.</summary>
    public static Tensor Pictures(int count) =>
        Tensor.Create<float>([count, BenchmarkModels.Pixels], BenchmarkModels.Random(count * BenchmarkModels.Pixels, 7));

    /// <summary>Writes one picture as the body of a REST request.</summary>
    public static string Json(Tensor picture) =>
        $"{{\"instances\":[[{string.Join(',', picture.AsSpan<float>().ToArray().Select(pixel => pixel.ToString(CultureInfo.InvariantCulture)))}]]}}";

    public static PredictRequest Predict(Tensor x, bool asContent = false)
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "m" } };
        request.Inputs.Add("x", TensorProtoCodec.Encode(x, asContent));
        return request;
    }

    public static async Task<PredictResponse> CallAsync(int port, PredictRequest request)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        return await new PredictionService.PredictionServiceClient(channel).PredictAsync(request);
    }
}
