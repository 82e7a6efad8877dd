using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.OpenInference;

/// <summary>Reads one tensor of a request.</summary>
internal static class InferInput
{
    private const long MaxElements = int.MaxValue / 16;

    public static ServingError? TryRead(JsonValue input, out string name, out Tensor? tensor)
    {
        tensor = null;
        name = Text(input, "name"u8) ?? "";
        var datatype = Text(input, "datatype"u8);
        if (name.Length == 0 || datatype is null || !input.TryGet("shape"u8, out var shapeValue) || shapeValue.Kind != JsonKind.Array)
        {
            return ServingError.Invalid("Each of \"inputs\" needs \"name\", \"shape\" and \"datatype\"");
        }

        if (!OpenInferenceType.TryParse(datatype, out var type) || type is DataType.Half or DataType.UInt16)
        {
            return ServingError.Invalid($"Input '{name}': datatype {datatype} has no JSON form here");
        }

        if (!input.TryGet("data"u8, out var data))
        {
            return ServingError.Invalid($"Input '{name}' has no \"data\"");
        }

        return TryShape(shapeValue, out var shape, out var count)
            ? ReadData(data, name, type, shape, count, out tensor)
            : ServingError.Invalid($"Input '{name}': \"shape\" must list dimensions that are not negative");
    }

    public static string? Text(JsonValue value, ReadOnlySpan<byte> name) =>
        value.Kind == JsonKind.Object && value.TryGet(name, out var text) && text.Kind == JsonKind.String ? text.AsText() : null;

    private static ServingError? ReadData(JsonValue data, string name, DataType type, long[] shape, long count, out Tensor? tensor)
    {
        tensor = null;
        var builder = new TensorBuilder(type);
        builder.Reserve(Math.Min(count, data.EntryCount));
        var value = data;
        for (var left = data.EntryCount; left > 0; left--)
        {
            // Entries follow each other on the tape, so nested lists need no stack.
            if (value.Kind != JsonKind.Array && builder.Add(value) is { } error)
            {
                return ServingError.Invalid($"Input '{name}': {error.Message}");
            }

            value = value.FirstElement;
        }

        if (builder.Count != count)
        {
            return ServingError.Invalid($"Input '{name}': \"data\" has {builder.Count} elements, but the shape [{string.Join(',', shape)}] needs {count}");
        }

        tensor = builder.Build(shape);
        return null;
    }

    private static bool TryShape(JsonValue list, out long[] shape, out long count)
    {
        shape = new long[list.Count];
        count = 1;
        var value = list.FirstElement;
        for (var i = 0; i < shape.Length; i++)
        {
            if (value.Kind != JsonKind.Int64 || value.Bits < 0 || Math.BigMul(count, value.Bits) > MaxElements)
            {
                return false;
            }

            shape[i] = value.Bits;
            count *= shape[i];
            value = value.NextSibling;
        }

        return true;
    }
}
