using Grpc.Core;
using ModelServing.Inference.Protos;

namespace ModelServing.Benchmarks.Servers;

/// <summary>Gives back the tensors that it gets.</summary>
internal sealed class EchoService : PredictionService.PredictionServiceBase
{
    public override Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context)
    {
        var response = new PredictResponse { ModelSpec = request.ModelSpec };
        response.Outputs.Add(request.Inputs);
        return Task.FromResult(response);
    }
}
