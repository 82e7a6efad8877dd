using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Joining, repeating, filling and choosing elements of any type.</summary>
internal static class MoveKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("Pack", OutputTypes.T, node => arguments => Pack(node, arguments.Tensors(0, arguments.Count))),
        HostOp.One("ConcatV2", OutputTypes.T, arguments => Concat(arguments.Tensors(0, arguments.Count - 1), arguments.Long(arguments.Count - 1))),
        HostOp.One("Concat", OutputTypes.T, arguments => Concat(arguments.Tensors(1, arguments.Count - 1), arguments.Long(0))),
        HostOp.One("Tile", OutputTypes.T, arguments => Tile(arguments.Tensor(0), arguments.Longs(1))),
        HostOp.One("Transpose", OutputTypes.T, arguments => Transpose(arguments.Tensor(0), arguments.Longs(1))),
        HostOp.One("BroadcastTo", OutputTypes.T, arguments => Moves.Broadcast(arguments.Tensor(0), arguments.Longs(1))),
        HostOp.One("Fill", OutputTypes.T, arguments => Fill(arguments.Longs(0), arguments.Tensor(1))),
        HostOp.One("Select", OutputTypes.T, arguments => Select(Widen(arguments.Tensor(0), arguments.Tensor(1)), arguments.Tensor(1), arguments.Tensor(2))),
        HostOp.One("SelectV2", OutputTypes.T, arguments => Select(arguments.Tensor(0), arguments.Tensor(1), arguments.Tensor(2))),
    ];

    private static Tensor Pack(GraphNode node, Tensor[] parts)
    {
        var axis = Shapes.Axis(node.Int("axis", 0), parts[0].Rank + 1);
        return Moves.Concat(Array.ConvertAll(parts, part => part.Reshape([.. part.Shape[..Math.Min(axis, part.Rank)], 1, .. part.Shape[Math.Min(axis, part.Rank)..]])), axis);
    }

    private static Tensor Concat(Tensor[] parts, long axis) => Moves.Concat(parts, Shapes.Axis(axis, parts[0].Rank));

    /// <summary>Repeats along each axis: each becomes two, of which the outer one is stretched.</summary>
    private static Tensor Tile(Tensor tensor, long[] repeats)
    {
        if (repeats.Length != tensor.Rank)
        {
            throw Shapes.Invalid($"Expected multiples argument to be a vector of length {tensor.Rank} but got length {repeats.Length}");
        }

        var (from, to, shape) = (new long[2 * tensor.Rank], new long[2 * tensor.Rank], new long[tensor.Rank]);
        for (var axis = 0; axis < tensor.Rank; axis++)
        {
            var size = tensor.Shape[axis];
            (from[2 * axis], from[(2 * axis) + 1]) = (1, size);
            (to[2 * axis], to[(2 * axis) + 1]) = (repeats[axis], size);
            shape[axis] = size * repeats[axis];
        }

        return Moves.Take(tensor, Shapes.Stretch(from, to), shape);
    }

    private static Tensor Transpose(Tensor tensor, long[] order)
    {
        var strides = Shapes.Strides(tensor.Shape);
        var (shape, steps) = (new long[order.Length], new long[order.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            var axis = Shapes.Axis(order[i], tensor.Rank);
            (shape[i], steps[i]) = (tensor.Shape[axis], strides[axis]);
        }

        return Moves.Take(tensor, Shapes.Walk(shape, steps), shape);
    }

    private static Tensor Fill(long[] shape, Tensor value) => Array.TrueForAll(shape, size => size >= 0)
        ? Moves.Take(value, new int[Tensor.CountElements(shape)], shape)
        : throw Shapes.Invalid($"Dimension must be >= 0, got {Shapes.Text(shape)}");

    /// <summary>In the first version of Select a vector chooses whole rows.</summary>
    private static Tensor Widen(Tensor condition, Tensor value) => condition.Rank == 1 && value.Rank > 1
        ? condition.Reshape([condition.ElementCount, .. Enumerable.Repeat(1L, value.Rank - 1)])
        : condition;

    private static Tensor Select(Tensor condition, Tensor then, Tensor otherwise)
    {
        var shape = Shapes.Broadcast(condition.Shape, Shapes.Broadcast(then.Shape, otherwise.Shape));
        var flags = Moves.Broadcast(condition, shape).AsSpan<bool>();
        var (left, right) = (Shapes.Stretch(then.Shape, shape), Shapes.Stretch(otherwise.Shape, shape));
        var buffer = new ElementBuffer(then.DataType);
        for (var i = 0; i < flags.Length; i++)
        {
            buffer.Add(flags[i] ? then : otherwise, flags[i] ? left[i] : right[i], 1);
        }

        return buffer.ToTensor(shape);
    }
}
