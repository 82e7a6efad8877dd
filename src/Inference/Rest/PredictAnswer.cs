using System.Buffers;
using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Rest;

/// <summary>TensorFlow Serving's predict answer, byte for byte.</summary>
public static class PredictAnswer
{
    /// <summary>Writes the outputs in the request's format, or says why they cannot be; then nothing has been written.</summary>
    public static ServingError? Write(IBufferWriter<byte> output, PredictFormat format, IReadOnlyDictionary<string, Tensor> outputs)
    {
        if (outputs.Count == 0)
        {
            return ServingError.Invalid("Cannot convert empty tensor map to JSON");
        }

        var named = outputs.ToArray();
        Array.Sort(named, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        foreach (var (_, tensor) in named)
        {
            if (TensorWriter.Check(tensor) is { } error)
            {
                return error;
            }
        }

        var writer = new PrettyWriter(output);
        return format == PredictFormat.Row ? WriteRows(writer, named) : WriteColumns(writer, named);
    }

    private static ServingError? WriteRows(PrettyWriter writer, KeyValuePair<string, Tensor>[] outputs)
    {
        var rows = -1L;
        foreach (var (name, tensor) in outputs)
        {
            if (tensor.Rank == 0)
            {
                return ServingError.Invalid($"Tensor name: {name} has no shape information ");
            }

            if (rows >= 0 && tensor.Shape[0] != rows)
            {
                return ServingError.Invalid($"Tensor name: {name} has inconsistent batch size: {tensor.Shape[0]} expecting: {rows}");
            }

            rows = tensor.Shape[0];
        }

        writer.StartObject();
        writer.String("predictions"u8);
        writer.StartArray();
        for (var row = 0; row < rows; row++)
        {
            WriteRow(writer, outputs, row);
        }

        writer.SingleLineArrays = false;
        writer.EndArray();
        writer.EndObject();
        return null;
    }

    private static void WriteRow(PrettyWriter writer, KeyValuePair<string, Tensor>[] outputs, int row)
    {
        if (outputs.Length == 1)
        {
            writer.SingleLineArrays = true;
            TensorWriter.WriteRow(writer, outputs[0].Value, outputs[0].Key, row);
            return;
        }

        writer.StartObject();
        foreach (var (name, tensor) in outputs)
        {
            writer.String(Encoding.UTF8.GetBytes(name));
            writer.SingleLineArrays = true;
            TensorWriter.WriteRow(writer, tensor, name, row);
            writer.SingleLineArrays = false;
        }

        writer.EndObject();
    }

    private static ServingError? WriteColumns(PrettyWriter writer, KeyValuePair<string, Tensor>[] outputs)
    {
        writer.StartObject();
        writer.String("outputs"u8);
        if (outputs.Length == 1)
        {
            TensorWriter.WriteAll(writer, outputs[0].Value, outputs[0].Key);
        }
        else
        {
            writer.StartObject();
            foreach (var (name, tensor) in outputs)
            {
                writer.String(Encoding.UTF8.GetBytes(name));
                TensorWriter.WriteAll(writer, tensor, name);
            }

            writer.EndObject();
        }

        writer.EndObject();
        return null;
    }
}
