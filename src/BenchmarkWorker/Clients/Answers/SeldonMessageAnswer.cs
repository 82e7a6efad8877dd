using Google.Protobuf.WellKnownTypes;
using ModelServing.Inference.Protos.Seldon;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>Seldon's gRPC answer: one tensor in one of three notations.</summary>
internal static class SeldonMessageAnswer
{
    public static IReadOnlyList<OutputTensor>? Read(ReadOnlySpan<byte> message)
    {
        var answer = SeldonMessage.Parser.ParseFrom(message);
        if (answer.Status?.Status_ == Status.Types.StatusFlag.Failure || answer.Data is null)
        {
            return null;
        }

        var read = answer.Data.DataOneofCase switch
        {
            DefaultData.DataOneofOneofCase.Tensor => ReadTensor(answer.Data.Tensor),
            DefaultData.DataOneofOneofCase.Ndarray => ReadLists(answer.Data.Ndarray),
            DefaultData.DataOneofOneofCase.Tftensor when TensorProtoCodec.TryDecode(answer.Data.Tftensor, out var tensor) => OutputTensor.From("", tensor),
            _ => null,
        };
        return read is null ? null : [read];
    }

    private static OutputTensor? ReadTensor(Inference.Protos.Seldon.Tensor tensor)
    {
        long[] shape = [.. tensor.Shape.Select(length => (long)length)];
        return tensor.Values.Count == shape.Aggregate(1.0, (product, length) => product * length) ? new("", DataType.Invalid, shape, [.. tensor.Values], []) : null;
    }

    /// <summary>Protocol buffers' lists are JSON's.</summary>
    private static OutputTensor? ReadLists(ListValue lists)
    {
        using var document = System.Text.Json.JsonDocument.Parse(lists.ToString());
        return NestedValues.Read("", document.RootElement);
    }
}
