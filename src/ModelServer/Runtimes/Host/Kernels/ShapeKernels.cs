using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Shapes read and changed.</summary>
internal static class ShapeKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("Shape", OutputTypes.From("out_type", DataType.Int32), node => arguments => Count(node, [arguments.Tensor(0).Rank], arguments.Tensor(0).Shape.ToArray())),
        new("ShapeN", OutputTypes.From("out_type", DataType.Int32), node => arguments =>
            [.. arguments.Tensors(0, arguments.Count).Select(tensor => Count(node, [tensor.Rank], tensor.Shape.ToArray()))]),
        HostOp.One("Size", OutputTypes.From("out_type", DataType.Int32), node => arguments => Count(node, [], [arguments.Tensor(0).ElementCount])),
        HostOp.One("Rank", OutputTypes.Fixed(DataType.Int32), arguments => Tensor.Scalar(arguments.Tensor(0).Rank)),
        HostOp.One("BroadcastArgs", OutputTypes.From("T", DataType.Int32), arguments => Broadcast(arguments.Tensor(0), arguments.Tensor(1))),
        HostOp.One("Reshape", OutputTypes.T, arguments => arguments.Tensor(0).Reshape(Shapes.Complete(arguments.Longs(1), arguments.Tensor(0).ElementCount))),
        HostOp.One("ExpandDims", OutputTypes.T, arguments => Expand(arguments.Tensor(0), arguments.Long(1))),
        HostOp.One("Squeeze", OutputTypes.T, node =>
        {
            var axes = node.Ints("squeeze_dims");
            return arguments => Squeeze(arguments.Tensor(0), axes);
        }),
    ];

    private static Tensor Count(GraphNode node, long[] shape, long[] values) => Integers.Write(node.Type("out_type", DataType.Int32), shape, values);

    private static Tensor Broadcast(Tensor left, Tensor right)
    {
        var shape = Shapes.Broadcast(Integers.Read(left), Integers.Read(right));
        return Integers.Write(left.DataType, [shape.Length], shape);
    }

    private static Tensor Expand(Tensor tensor, long axis)
    {
        var at = Shapes.Axis(axis, tensor.Rank + 1);
        return tensor.Reshape([.. tensor.Shape[..at], 1, .. tensor.Shape[at..]]);
    }

    private static Tensor Squeeze(Tensor tensor, long[] axes)
    {
        var dropped = axes.Select(axis => Shapes.Axis(axis, tensor.Rank)).ToHashSet();
        List<long> shape = [];
        for (var axis = 0; axis < tensor.Rank; axis++)
        {
            var size = tensor.Shape[axis];
            if (dropped.Contains(axis) && size != 1)
            {
                throw Shapes.Invalid($"Can not squeeze dim[{axis}], expected a dimension of 1, got {size}");
            }

            if (size != 1 || (axes.Length > 0 && !dropped.Contains(axis)))
            {
                shape.Add(size);
            }
        }

        return tensor.Reshape([.. shape]);
    }
}
