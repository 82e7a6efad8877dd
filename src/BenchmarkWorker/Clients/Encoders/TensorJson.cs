using System.Text.Json;
using System.Text.Unicode;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>Writes tensors as JSON, nested or flat.</summary>
internal static class TensorJson
{
    public static void Write(Utf8JsonWriter json, Tensor tensor) => WriteNested(json, tensor, 0, 0, tensor.ElementCount);

    /// <summary>Writes one instance: a slice of the first dimension, or the whole of a tensor that has none.</summary>
    public static void WriteRow(Utf8JsonWriter json, Tensor tensor, int row)
    {
        if (tensor.Rank == 0)
        {
            WriteElement(json, tensor, 0);
            return;
        }

        var size = tensor.ElementCount / tensor.Shape[0];
        WriteNested(json, tensor, 1, row * size, size);
    }

    public static void WriteElements(Utf8JsonWriter json, Tensor tensor)
    {
        for (var i = 0; i < tensor.ElementCount; i++)
        {
            WriteElement(json, tensor, i);
        }
    }

    private static void WriteNested(Utf8JsonWriter json, Tensor tensor, int dimension, long start, long count)
    {
        if (dimension == tensor.Rank)
        {
            WriteElement(json, tensor, (int)start);
            return;
        }

        json.WriteStartArray();
        var length = tensor.Shape[dimension];
        for (var i = 0L; i < length; i++)
        {
            WriteNested(json, tensor, dimension + 1, start + (i * (count / length)), count / length);
        }

        json.WriteEndArray();
    }

    private static void WriteElement(Utf8JsonWriter json, Tensor tensor, int index)
    {
        switch (tensor.DataType)
        {
            case DataType.String when Utf8.IsValid(tensor.Strings[index].Span):
                json.WriteStringValue(tensor.Strings[index].Span);
                break;
            case DataType.String:
                json.WriteStartObject();
                json.WriteBase64String("b64"u8, tensor.Strings[index].Span);
                json.WriteEndObject();
                break;
            case DataType.Bool:
                json.WriteBooleanValue(tensor.Data.Span[index] != 0);
                break;
            case DataType.Float:
                json.WriteNumberValue(tensor.AsSpan<float>()[index]);
                break;
            case DataType.Double or DataType.Half or DataType.BFloat16:
                json.WriteNumberValue(RawTensor.Number(tensor, index));
                break;
            case DataType.Int64:
                json.WriteNumberValue(tensor.AsSpan<long>()[index]);
                break;
            case DataType.UInt64:
                json.WriteNumberValue(tensor.AsSpan<ulong>()[index]);
                break;
            default:
                json.WriteNumberValue((long)RawTensor.Number(tensor, index));
                break;
        }
    }
}
