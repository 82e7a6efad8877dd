using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading;

/// <summary>Says which input does not fit its signature, for a run that failed.</summary>
internal static class ShapeMismatch
{
    public static string? Describe(SignatureDef signature, IReadOnlyDictionary<string, Tensor> inputs)
    {
        foreach (var (alias, tensor) in inputs)
        {
            if (signature.Inputs.TryGetValue(alias, out var expected) && !Fits(tensor.Shape, expected.TensorShape))
            {
                var sizes = string.Join(",", expected.TensorShape.Dim.Select(dimension => dimension.Size));
                return $"input {alias} has shape [{string.Join(",", tensor.Shape.ToArray())}] but the signature says [{sizes}]";
            }
        }

        return null;
    }

    private static bool Fits(ReadOnlySpan<long> shape, TensorShapeProto? expected)
    {
        if (expected is null || expected.UnknownRank)
        {
            return true;
        }

        var fits = shape.Length == expected.Dim.Count;
        for (var i = 0; fits && i < shape.Length; i++)
        {
            fits = expected.Dim[i].Size < 0 || expected.Dim[i].Size == shape[i];
        }

        return fits;
    }
}
