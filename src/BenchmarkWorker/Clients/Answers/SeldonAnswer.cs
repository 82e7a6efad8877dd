using System.Text.Json;
using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>Seldon's JSON: one tensor in one of three notations. Its <c>names</c> are those of columns, so the tensor itself has none.</summary>
internal static class SeldonAnswer
{
    public static IReadOnlyList<OutputTensor>? Read(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var read = data.TryGetProperty("ndarray"u8, out var nested) ? NestedValues.Read("", nested)
            : data.TryGetProperty("tensor"u8, out var tensor) ? ReadTensor(tensor)
            : data.TryGetProperty("tftensor"u8, out var message) && TensorProtoCodec.TryDecode(JsonParser.Default.Parse<TensorProto>(message.GetRawText()), out var decoded) ? OutputTensor.From("", decoded)
            : null;
        return read is null ? null : [read];
    }

    private static OutputTensor? ReadTensor(JsonElement tensor)
    {
        if (!tensor.TryGetProperty("shape"u8, out var lengths) || !tensor.TryGetProperty("values"u8, out var values))
        {
            return null;
        }

        return NestedValues.Read("", Inference.Tensors.DataType.Invalid, [.. lengths.EnumerateArray().Select(length => length.GetInt64())], values);
    }
}
