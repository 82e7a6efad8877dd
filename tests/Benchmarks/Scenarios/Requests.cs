using Grpc.Net.Client;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.Benchmarks.Scenarios;

internal static class Requests
{
    public const string Method = "tensorflow.serving.PredictionService/Predict";

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
