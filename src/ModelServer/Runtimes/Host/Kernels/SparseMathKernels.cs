using System.Numerics;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Sums and products of sparse tensors.</summary>
internal static class SparseMathKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("SparseTensorDenseMatMul", OutputTypes.T, node => arguments => arguments.Tensor(1).DataType switch
        {
            DataType.Float => Multiply<float>(node, arguments),
            DataType.Double => Multiply<double>(node, arguments),
            DataType.Int32 => Multiply<int>(node, arguments),
            var other => throw NumberType.Unknown(other),
        }) with { Handles = node => node.Type("T") is DataType.Float or DataType.Double or DataType.Int32 },
        HostOp.One("SparseReduceSum", OutputTypes.T, node => arguments => arguments.Tensor(1).DataType switch
        {
            DataType.Float => Sum<float>(node, arguments),
            DataType.Double => Sum<double>(node, arguments),
            DataType.Int32 => Sum<int>(node, arguments),
            DataType.Int64 => Sum<long>(node, arguments),
            var other => throw NumberType.Unknown(other),
        }) with { Handles = NumberType.HasT },
    ];

    private static Tensor Multiply<T>(GraphNode node, HostArguments arguments)
        where T : unmanaged, INumber<T>
    {
        var (indices, shape) = (arguments.Longs(0), arguments.Longs(2));
        var values = arguments.Tensor(1).AsSpan<T>();
        var (isLeftTurned, isRightTurned) = (node.Bool("adjoint_a"), node.Bool("adjoint_b"));
        var right = arguments.Tensor(3);
        var (rows, common) = isLeftTurned ? (shape[1], shape[0]) : (shape[0], shape[1]);
        var (height, columns) = isRightTurned ? (right.Shape[1], right.Shape[0]) : (right.Shape[0], right.Shape[1]);
        if (common != height)
        {
            throw Shapes.Invalid($"Cannot multiply A and B because inner dimension does not match: {common} vs. {height}.  Did you forget a transpose?");
        }

        var dense = right.AsSpan<T>();
        var product = new T[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            var (row, at) = isLeftTurned ? (indices[(2 * i) + 1], indices[2 * i]) : (indices[2 * i], indices[(2 * i) + 1]);
            if (row < 0 || row >= rows || at < 0 || at >= common)
            {
                throw Shapes.Invalid($"Index ({row}, {at}) of the sparse matrix is out of bounds {Shapes.Text(shape)}");
            }

            for (var column = 0L; column < columns; column++)
            {
                product[(row * columns) + column] += values[i] * dense[(int)(isRightTurned ? (column * common) + at : (at * columns) + column)];
            }
        }

        return Tensor.Create<T>([rows, columns], product);
    }

    private static Tensor Sum<T>(GraphNode node, HostArguments arguments)
        where T : unmanaged, INumber<T>
    {
        var (indices, shape) = (arguments.Longs(0), arguments.Longs(2));
        var values = arguments.Tensor(1).AsSpan<T>();
        var axes = arguments.Longs(3).Select(axis => Shapes.Axis(axis, shape.Length)).ToHashSet();
        axes = axes.Count == 0 ? [.. Enumerable.Range(0, shape.Length)] : axes;
        var kept = shape.Select((size, axis) => axes.Contains(axis) ? 1 : size).ToArray();
        var strides = Shapes.Strides(kept);
        var sums = new T[Tensor.CountElements(kept)];
        for (var i = 0; i < values.Length; i++)
        {
            var place = 0L;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                place += axes.Contains(axis) ? 0 : indices[(i * shape.Length) + axis] * strides[axis];
            }

            sums[place] += values[i];
        }

        return Tensor.Create<T>(node.Bool("keep_dims") ? kept : [.. kept.Where((_, axis) => !axes.Contains(axis))], sums);
    }
}
