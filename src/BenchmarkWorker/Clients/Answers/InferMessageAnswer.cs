using ModelServing.BenchmarkWorker.Clients.Encoders;
using ModelServing.Inference.Protos.OpenInference;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>The open inference protocol's gRPC answer: either every tensor raw, or every tensor in the list of its type.</summary>
internal static class InferMessageAnswer
{
    public static IReadOnlyList<OutputTensor>? Read(ReadOnlySpan<byte> message)
    {
        var response = ModelInferResponse.Parser.ParseFrom(message);
        if (response.Outputs.Count == 0 || (response.RawOutputContents.Count > 0 && response.RawOutputContents.Count != response.Outputs.Count))
        {
            return null;
        }

        List<OutputTensor> outputs = [];
        for (var i = 0; i < response.Outputs.Count; i++)
        {
            if (ReadOne(response, i) is not { } output)
            {
                return null;
            }

            outputs.Add(output);
        }

        return outputs;
    }

    private static OutputTensor? ReadOne(ModelInferResponse response, int index)
    {
        var output = response.Outputs[index];
        if (!OpenInferenceNames.TryParse(output.Datatype, out var type))
        {
            return null;
        }

        long[] shape = [.. output.Shape];
        if (response.RawOutputContents.Count > 0)
        {
            return RawTensor.Read(type, shape, response.RawOutputContents[index].Memory) is { } tensor ? OutputTensor.From(output.Name, tensor) : null;
        }

        var contents = output.Contents ?? new();
        string[] texts = type == DataType.String ? [.. contents.BytesContents.Select(bytes => RawTensor.Text(bytes.Memory))] : [];
        var read = new OutputTensor(output.Name, type, shape, [.. Numbers(contents, type)], texts);
        return read.Count == shape.Aggregate(1.0, (product, length) => product * length) ? read : null;
    }

    private static IEnumerable<double> Numbers(InferTensorContents contents, DataType type) => type switch
    {
        DataType.Bool => contents.BoolContents.Select(value => value ? 1.0 : 0.0),
        DataType.Int8 or DataType.Int16 or DataType.Int32 => contents.IntContents.Select(value => (double)value),
        DataType.Int64 => contents.Int64Contents.Select(value => (double)value),
        DataType.UInt8 or DataType.UInt16 or DataType.UInt32 => contents.UintContents.Select(value => (double)value),
        DataType.UInt64 => contents.Uint64Contents.Select(value => (double)value),
        DataType.Float => contents.Fp32Contents.Select(value => (double)value),
        DataType.Double => contents.Fp64Contents,
        _ => [],
    };
}
