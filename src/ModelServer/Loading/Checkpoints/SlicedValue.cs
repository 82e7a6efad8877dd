using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>Puts values together that a checkpoint keeps in parts, and takes them apart.</summary>
internal static class SlicedValue
{
    /// <summary>Joins parts that cover the whole; false where they do not.</summary>
    public static bool TryJoin(DataType type, long[] shape, TensorSlice[] parts, Func<TensorSlice, Tensor> read, [NotNullWhen(true)] out Tensor? value)
    {
        value = null;
        var elements = Tensor.CountElements(shape);
        if (elements * Math.Max(1, type.Size()) > Array.MaxLength || parts.Sum(part => Tensor.CountElements(part.Shape(shape))) != elements)
        {
            return false;
        }

        var strings = new ReadOnlyMemory<byte>[type == DataType.String ? elements : 0];
        var bytes = new byte[elements * type.Size()];
        foreach (var part in parts)
        {
            var tensor = read(part);
            if (tensor.DataType != type || !tensor.Shape.SequenceEqual(part.Shape(shape)))
            {
                return false;
            }

            if (type == DataType.String)
            {
                part.ForEachRow(shape, 1, (whole, own, length) => CopyStrings(tensor, own, strings.AsSpan(whole, length)));
            }
            else
            {
                part.ForEachRow(shape, type.Size(), (whole, own, length) => tensor.Data.Span.Slice(own, length).CopyTo(bytes.AsSpan(whole)));
            }
        }

        value = type == DataType.String ? Tensor.FromStrings(shape, strings) : Tensor.FromBytes(type, shape, bytes);
        return true;
    }

    /// <summary>Copies a part out of a value.</summary>
    public static Tensor Cut(Tensor value, TensorSlice slice)
    {
        var shape = slice.Shape(value.Shape);
        if (value.Shape.SequenceEqual(shape))
        {
            return value;
        }

        if (value.DataType == DataType.String)
        {
            var strings = new ReadOnlyMemory<byte>[Tensor.CountElements(shape)];
            slice.ForEachRow(value.Shape, 1, (whole, own, length) => CopyStrings(value, whole, strings.AsSpan(own, length)));
            return Tensor.FromStrings(shape, strings);
        }

        var size = value.DataType.Size();
        var bytes = new byte[Tensor.CountElements(shape) * size];
        slice.ForEachRow(value.Shape, size, (whole, own, length) => value.Data.Span.Slice(whole, length).CopyTo(bytes.AsSpan(own)));
        return Tensor.FromBytes(value.DataType, shape, bytes);
    }

    private static void CopyStrings(Tensor source, int start, Span<ReadOnlyMemory<byte>> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source.Strings[start + i];
        }
    }
}
