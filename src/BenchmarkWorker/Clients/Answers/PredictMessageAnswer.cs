using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>TensorFlow Serving's gRPC answer.</summary>
internal static class PredictMessageAnswer
{
    public static IReadOnlyList<OutputTensor>? Read(ReadOnlySpan<byte> message)
    {
        List<OutputTensor> outputs = [];
        foreach (var (name, proto) in PredictResponse.Parser.ParseFrom(message).Outputs)
        {
            if (!TensorProtoCodec.TryDecode(proto, out var tensor))
            {
                return null;
            }

            outputs.Add(OutputTensor.From(name, tensor));
        }

        return outputs.Count > 0 ? outputs : null;
    }
}
