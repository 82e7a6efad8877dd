using Google.Protobuf;
using ModelServing.Inference.OpenInference;
using ModelServing.Inference.Protos.OpenInference;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>The open inference protocol's gRPC request, with raw tensors.</summary>
internal static class InferMessage
{
    public static ModelInferRequest Create(PredictInputs request)
    {
        var message = new ModelInferRequest { ModelName = request.ModelName };
        foreach (var (name, tensor) in request.Tensors)
        {
            message.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = OpenInferenceType.Name(tensor.DataType), Shape = { tensor.Shape.ToArray() } });
            message.RawInputContents.Add(ByteString.CopyFrom(RawTensor.Bytes(tensor)));
        }

        return message;
    }
}
