using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Rest;

/// <summary>Reads <c>inputs</c>: whole tensors, without a batch dimension of its own. Names the signature does not know are ignored.</summary>
internal static class ColumnReader
{
    public static ServingError? Read(JsonValue columns, TensorSignature signature, Dictionary<string, Tensor> inputs)
    {
        if (columns.Kind != JsonKind.Object || Base64Object.Is(columns))
        {
            return signature.Inputs.Count == 1
                ? ReadTensor(columns, signature.Inputs[0], inputs)
                : ServingError.Invalid("inputs is a plain value/list, but expecting an object as multiple input tensors required as per tensorinfo_map");
        }

        foreach (var field in signature.Inputs)
        {
            var error = columns.TryGet(field.Utf8.Span, out var value)
                ? ReadTensor(value, field, inputs)
                : ServingError.Invalid($"Missing named input: {field.Name} in 'inputs' object.");
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private static ServingError? ReadTensor(JsonValue value, TensorField field, Dictionary<string, Tensor> inputs)
    {
        List<long> shape = [];
        var error = TensorReader.ReadShape(value, shape);
        if (error is not null)
        {
            return error;
        }

        var builder = new TensorBuilder(field.Type);
        builder.Reserve(value.EntryCount);
        error = TensorReader.Read(value, CollectionsMarshal.AsSpan(shape), builder);
        if (error is null)
        {
            inputs[field.Name] = builder.Build(CollectionsMarshal.AsSpan(shape));
        }

        return error;
    }
}
