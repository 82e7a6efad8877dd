using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Slices by begin and size, and splitting along an axis.</summary>
internal static class SliceKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("Slice", OutputTypes.T, arguments => Slice(arguments.Tensor(0), arguments.Longs(1), arguments.Longs(2))),
        HostOp.One("StridedSlice", OutputTypes.T, StridedSlice.Create),
        new("Unpack", OutputTypes.T, node => arguments => Unpack(node, arguments.Tensor(0))),
        new("Split", OutputTypes.T, node => arguments => Split(node, arguments.Tensor(1), arguments.Long(0))),
    ];

    private static Tensor Slice(Tensor tensor, long[] begin, long[] size)
    {
        if (begin.Length != tensor.Rank || size.Length != tensor.Rank)
        {
            throw Shapes.Invalid($"Expected begin and size arguments to be 1-D tensors of size {tensor.Rank}, but got shapes [{begin.Length}] and [{size.Length}] instead.");
        }

        var cuts = new AxisCut[tensor.Rank];
        for (var axis = 0; axis < cuts.Length; axis++)
        {
            var count = size[axis] == -1 ? tensor.Shape[axis] - begin[axis] : size[axis];
            cuts[axis] = begin[axis] >= 0 && count >= 0 && begin[axis] + count <= tensor.Shape[axis]
                ? new AxisCut(begin[axis], 1, count)
                : throw Shapes.Invalid($"Expected size[{axis}] in [0, {tensor.Shape[axis] - begin[axis]}], but got {count}");
        }

        return Moves.Cut(tensor, cuts, Array.ConvertAll(cuts, cut => cut.Count));
    }

    private static IReadOnlyList<object> Unpack(GraphNode node, Tensor tensor)
    {
        var axis = Shapes.Axis(node.Int("axis", 0), tensor.Rank);
        long[] shape = [.. tensor.Shape[..axis], .. tensor.Shape[(axis + 1)..]];
        return [.. Parts(tensor, axis, tensor.Shape[axis]).Select(part => part.Reshape(shape))];
    }

    private static Tensor[] Split(GraphNode node, Tensor tensor, long axis) => Parts(tensor, Shapes.Axis(axis, tensor.Rank), node.Int("num_split", 1));

    private static Tensor[] Parts(Tensor tensor, int axis, long count)
    {
        var parts = new Tensor[count];
        var length = count == 0 ? 0 : tensor.Shape[axis] / count;
        var shape = tensor.Shape.ToArray();
        shape[axis] = length;
        var cuts = Array.ConvertAll(tensor.Shape.ToArray(), size => new AxisCut(0, 1, size));
        for (var i = 0; i < parts.Length; i++)
        {
            cuts[axis] = new AxisCut(i * length, 1, length);
            parts[i] = Moves.Cut(tensor, cuts, shape);
        }

        return parts;
    }
}
