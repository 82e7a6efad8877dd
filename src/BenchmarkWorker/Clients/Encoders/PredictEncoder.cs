using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>Writes requests in any of the protocols.</summary>
internal static class PredictEncoder
{
    public static Payload Encode(WireProtocol protocol, PredictInputs request, int instances)
    {
        // Seldon's own protocol has room for one tensor: the first.
        request = protocol is WireProtocol.Seldon or WireProtocol.SeldonGrpc ? request with { Tensors = [request.Tensors[0]] } : request;
        var digest = InputDigest.Of(request.Tensors);
        switch (protocol)
        {
            case WireProtocol.TensorFlow:
                return new(Json(writer => RowRequest.Write(writer, request, instances)), instances, digest);
            case WireProtocol.OpenInference:
                return new(Json(writer => InferRequest.Write(writer, request, isBinary: false)), instances, digest);
            case WireProtocol.Seldon:
                return new(Json(writer => SeldonRequest.Write(writer, request)), instances, digest);
            case WireProtocol.OpenInferenceBinary:
                var json = Json(writer => InferRequest.Write(writer, request, isBinary: true));
                byte[] body = [.. json, .. request.Tensors.SelectMany(input => RawTensor.Bytes(input.Tensor))];
                return new(body, instances, digest) { JsonLength = json.Length };
            case WireProtocol.TensorFlowGrpc:
                return new(PredictMessage.Create(request).ToByteArray(), instances, digest);
            case WireProtocol.OpenInferenceGrpc:
                return new(InferMessage.Create(request).ToByteArray(), instances, digest);
            case WireProtocol.SeldonGrpc:
                return new(SeldonMessages.Create(request).ToByteArray(), instances, digest);
            default:
                throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "this protocol has no requests of its own");
        }
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
