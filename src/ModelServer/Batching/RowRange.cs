using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Batching;

/// <summary>Views of consecutive rows: nothing is copied.</summary>
internal static class RowRange
{
    /// <summary>Gets the rows from <paramref name="start"/> on as a tensor over the same memory.</summary>
    public static Tensor Of(Tensor tensor, long start, long rows)
    {
        if (start == 0 && rows == tensor.Shape[0])
        {
            return tensor;
        }

        long[] shape = [rows, .. tensor.Shape[1..]];
        return tensor.DataType == DataType.String
            ? Tensor.FromStrings(shape, Strings(tensor, start, rows))
            : Tensor.FromBytes(tensor.DataType, shape, Bytes(tensor, start, rows));
    }

    /// <summary>Gets the bytes of some rows of a tensor of numbers.</summary>
    public static ReadOnlyMemory<byte> Bytes(Tensor tensor, long start, long rows)
    {
        var width = Tensor.CountElements(tensor.Shape[1..]) * tensor.DataType.Size();
        return tensor.Data.Slice((int)(start * width), (int)(rows * width));
    }

    /// <summary>Gets the elements of some rows of a string tensor.</summary>
    public static ArraySegment<ReadOnlyMemory<byte>> Strings(Tensor tensor, long start, long rows)
    {
        var width = Tensor.CountElements(tensor.Shape[1..]);
        var all = tensor.Strings switch
        {
            ReadOnlyMemory<byte>[] array => new ArraySegment<ReadOnlyMemory<byte>>(array),
            ArraySegment<ReadOnlyMemory<byte>> segment => segment,
            var list => new ArraySegment<ReadOnlyMemory<byte>>([.. list]),
        };
        return all.Slice((int)(start * width), (int)(rows * width));
    }
}
