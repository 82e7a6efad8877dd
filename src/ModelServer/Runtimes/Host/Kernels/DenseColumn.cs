using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A feature of fixed shape, or of one whose first axis is as long as the longest example needs.</summary>
internal static class DenseColumn
{
    public static Tensor Collect(Example[] examples, FeatureColumn column, long[] shape, Tensor otherwise, bool isSingle) => shape is [-1, .. var rest]
        ? Padded(examples, column, rest, otherwise, isSingle)
        : Fixed(examples, column, shape, otherwise, isSingle);

    private static Tensor Fixed(Example[] examples, FeatureColumn column, long[] shape, Tensor otherwise, bool isSingle)
    {
        var size = Tensor.CountElements(shape);
        for (var i = 0; i < examples.Length; i++)
        {
            var values = column.Find(examples[i], i) ?? Default(column, shape, size, otherwise);
            column.Add(values.ElementCount == size ? values : throw column.Refuse(i, $"Number of {column.Type.Name()} values != expected.  Values size: {values.ElementCount} but output shape: {Shapes.Text(shape)}"), size);
        }

        return column.Values([.. Batch(examples, isSingle), .. shape]);
    }

    private static Tensor Default(FeatureColumn column, long[] shape, long size, Tensor otherwise)
    {
        if (otherwise.ElementCount == size)
        {
            return otherwise;
        }

        return otherwise.ElementCount == 1
            ? Moves.Take(otherwise, new int[size], shape)
            : throw Shapes.Invalid($"Name: <unknown>, Feature: {column.Key} (data type: {column.Type.Name()}) is required but could not be found.");
    }

    /// <summary>Rows are padded with the default, or with zeros and empty strings where it has no element.</summary>
    private static Tensor Padded(Example[] examples, FeatureColumn column, long[] rest, Tensor otherwise, bool isSingle)
    {
        var stride = Tensor.CountElements(rest);
        var rows = new Tensor[examples.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = column.Find(examples[i], i) ?? Elements.Empty(column.Type);
            if (stride > 0 && rows[i].ElementCount % stride != 0)
            {
                throw column.Refuse(i, $"Number of {column.Type.Name()} values is not a multiple of stride length. Saw {rows[i].ElementCount} values but output shape is: {Shapes.Text([-1, .. rest])}");
            }
        }

        var longest = rows.Select(row => row.ElementCount).DefaultIfEmpty(0).Max();
        var padding = otherwise.ElementCount > 0 ? Moves.Take(otherwise, new int[longest], [longest]) : Zeros(otherwise.DataType, longest);
        var buffer = new ElementBuffer(column.Type);
        foreach (var row in rows)
        {
            buffer.Add(row, 0, row.ElementCount).Add(padding, 0, longest - row.ElementCount);
        }

        return buffer.ToTensor([.. Batch(examples, isSingle), stride == 0 ? 0 : longest / stride, .. rest]);
    }

    private static Tensor Zeros(DataType type, long count) => type == DataType.String
        ? Tensor.FromStrings([count], new ReadOnlyMemory<byte>[count])
        : Tensor.FromBytes(type, [count], new byte[count * type.Size()]);

    private static long[] Batch(Example[] examples, bool isSingle) => isSingle ? [] : [examples.Length];
}
