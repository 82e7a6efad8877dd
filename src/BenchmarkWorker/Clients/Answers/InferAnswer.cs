using System.Text.Json;
using ModelServing.BenchmarkWorker.Clients.Encoders;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>The open inference protocol's answer, whose tensors are inside or, as bytes, behind it in the same order.</summary>
internal static class InferAnswer
{
    public static bool IsList(JsonElement outputs) => outputs.EnumerateArray().All(output => output.ValueKind == JsonValueKind.Object && output.TryGetProperty("name"u8, out _));

    public static IReadOnlyList<OutputTensor>? Read(JsonElement outputs, ReadOnlyMemory<byte> binary)
    {
        List<OutputTensor> read = [];
        foreach (var output in outputs.EnumerateArray())
        {
            if (ReadOne(output, ref binary) is not { } tensor)
            {
                return null;
            }

            read.Add(tensor);
        }

        return read.Count > 0 && binary.Length == 0 ? read : null;
    }

    private static OutputTensor? ReadOne(JsonElement output, ref ReadOnlyMemory<byte> binary)
    {
        var name = output.GetProperty("name"u8).GetString() ?? "";
        if (!output.TryGetProperty("shape"u8, out var lengths) || !output.TryGetProperty("datatype"u8, out var named) || !OpenInferenceNames.TryParse(named.GetString() ?? "", out var type))
        {
            return null;
        }

        long[] shape = [.. lengths.EnumerateArray().Select(length => length.GetInt64())];
        if (!output.TryGetProperty("parameters"u8, out var parameters) || parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty("binary_data_size"u8, out var size))
        {
            return output.TryGetProperty("data"u8, out var data) ? NestedValues.Read(name, type, shape, data) : null;
        }

        var length = size.GetInt32();
        if (length < 0 || length > binary.Length)
        {
            return null;
        }

        var tensor = RawTensor.Read(type, shape, binary[..length]);
        binary = binary[length..];
        return tensor is null ? null : OutputTensor.From(name, tensor);
    }
}
