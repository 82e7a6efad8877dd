using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>TensorFlow Serving's gRPC request, with raw tensors as its Python client writes them.</summary>
internal static class PredictMessage
{
    public static PredictRequest Create(PredictInputs request)
    {
        var message = new PredictRequest { ModelSpec = new() { Name = request.ModelName, SignatureName = request.SignatureName ?? "" } };
        foreach (var (name, tensor) in request.Tensors)
        {
            message.Inputs[name] = TensorProtoCodec.Encode(tensor, asContent: true);
        }

        return message;
    }
}
