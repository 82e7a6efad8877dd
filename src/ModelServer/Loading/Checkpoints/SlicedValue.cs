using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>Puts values together that a checkpoint keeps in parts, and takes them apart.</summary>
internal static class SlicedValue
{
    /// <summary>Joins parts that cover the whole; false where they do not, or are not numbers.</summary>
    public static bool TryJoin(DataType type, long[] shape, TensorSlice[] parts, Func<TensorSlice, Tensor> read, [NotNullWhen(true)] out Tensor? value)
    {
        value = null;
        var elements = Tensor.CountElements(shape);
        if (type.Size() == 0 || elements * type.Size() > Array.MaxLength || parts.Sum(part => Tensor.CountElements(part.Shape(shape))) != elements)
        {
            return false;
        }

        var bytes = new byte[elements * type.Size()];
        foreach (var part in parts)
        {
            var tensor = read(part);
            if (tensor.DataType != type || !tensor.Shape.SequenceEqual(part.Shape(shape)))
            {
                return false;
            }

            part.ForEachRow(shape, type.Size(), (whole, own, length) => tensor.Data.Span.Slice(own, length).CopyTo(bytes.AsSpan(whole)));
        }

        value = Tensor.FromBytes(type, shape, bytes);
        return true;
    }

    /// <summary>Copies a part out of a value.</summary>
    public static Tensor Cut(Tensor value, TensorSlice slice)
    {
        var shape = slice.Shape(value.Shape);
        if (value.Shape.SequenceEqual(shape) || value.DataType == DataType.String)
        {
            return value;
        }

        var size = value.DataType.Size();
        var bytes = new byte[Tensor.CountElements(shape) * size];
        slice.ForEachRow(value.Shape, size, (whole, own, length) => value.Data.Span.Slice(whole, length).CopyTo(bytes.AsSpan(own)));
        return Tensor.FromBytes(value.DataType, shape, bytes);
    }
}
