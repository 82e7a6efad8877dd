using System.Buffers;
using System.Text;
using System.Text.Json;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.OpenInference;

/// <summary>An inference answer of the open inference protocol, JSON form: flat data, compact; what is not a number becomes null.</summary>
public static class InferResponse
{
    /// <summary>Writes the answer, or says why JSON cannot hold it; then nothing has been written.</summary>
    public static ServingError? Write(IBufferWriter<byte> output, string model, string version, string? id, IReadOnlyDictionary<string, Tensor> outputs)
    {
        var sorted = outputs.ToArray();
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        foreach (var (name, tensor) in sorted)
        {
            if (TensorWriter.Check(tensor) is not null)
            {
                return ServingError.Invalid($"Output '{name}' of datatype {OpenInferenceType.Name(tensor.DataType)} has no JSON form");
            }
        }

        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, model);
        writer.WriteString("model_version"u8, version);
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteStartArray("outputs"u8);
        foreach (var (name, tensor) in sorted)
        {
            WriteTensor(writer, name, tensor);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return null;
    }

    private static void WriteTensor(Utf8JsonWriter writer, string name, Tensor tensor)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteStartArray("shape"u8);
        foreach (var length in tensor.Shape)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
        writer.WriteString("datatype"u8, OpenInferenceType.Name(tensor.DataType));
        writer.WriteStartArray("data"u8);
        for (var i = 0; i < tensor.ElementCount; i++)
        {
            WriteElement(writer, tensor, i);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteElement(Utf8JsonWriter writer, Tensor tensor, int index)
    {
        switch (tensor.DataType)
        {
            case DataType.Float when float.IsFinite(tensor.AsSpan<float>()[index]):
                writer.WriteNumberValue(tensor.AsSpan<float>()[index]);
                break;
            case DataType.Double when double.IsFinite(tensor.AsSpan<double>()[index]):
                writer.WriteNumberValue(tensor.AsSpan<double>()[index]);
                break;
            case DataType.Float or DataType.Double:
                writer.WriteNullValue();
                break;
            case DataType.Bool:
                writer.WriteBooleanValue(tensor.Data.Span[index] != 0);
                break;
            case DataType.String:
                writer.WriteStringValue(Encoding.UTF8.GetString(tensor.Strings[index].Span));
                break;
            case DataType.UInt64:
                writer.WriteNumberValue(tensor.AsSpan<ulong>()[index]);
                break;
            default:
                writer.WriteNumberValue(TensorWriter.Integer(tensor, index));
                break;
        }
    }
}
