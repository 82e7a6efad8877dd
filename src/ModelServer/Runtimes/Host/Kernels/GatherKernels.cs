using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Reading at computed positions.</summary>
internal static class GatherKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("Gather", OutputTypes.From("Tparams"), arguments => Gather(arguments.Tensor(0), arguments.Tensor(1), 0, 0)),
        HostOp.One("GatherV2", OutputTypes.From("Tparams"), node => arguments => Gather(node, arguments, arguments.Long(2))),
        HostOp.One("ResourceGather", OutputTypes.From("dtype"), node => arguments => Gather(node, arguments, node.Int("batch_dims", 0))),
        HostOp.One("GatherNd", OutputTypes.From("Tparams"), arguments => GatherNd(arguments.Tensor(0), arguments.Tensor(1))),
    ];

    private static Tensor Gather(GraphNode node, HostArguments arguments, long axis)
    {
        var (source, indices) = (arguments.Tensor(0), arguments.Tensor(1));
        return Gather(source, indices, Shapes.Axis(axis, source.Rank), (int)(node.Int("batch_dims", 0) is var batch && batch < 0 ? batch + indices.Rank : batch));
    }

    internal static Tensor Gather(Tensor source, Tensor indices, int axis, int batchDims)
    {
        var positions = Integers.Read(indices);
        var batch = Tensor.CountElements(source.Shape[..batchDims]);
        var outer = Tensor.CountElements(source.Shape[batchDims..axis]);
        var (_, length, inner) = Shapes.Around(source.Shape, axis);
        var perBatch = batch == 0 ? 0 : positions.Length / batch;
        var buffer = new ElementBuffer(source.DataType);
        for (var b = 0L; b < batch; b++)
        {
            for (var o = 0L; o < outer; o++)
            {
                for (var i = 0L; i < perBatch; i++)
                {
                    var at = positions[(b * perBatch) + i];
                    Check(at, length, indices, (b * perBatch) + i);
                    buffer.Add(source, ((((b * outer) + o) * length) + at) * inner, inner);
                }
            }
        }

        return buffer.ToTensor([.. source.Shape[..axis], .. indices.Shape[batchDims..], .. source.Shape[(axis + 1)..]]);
    }

    private static void Check(long at, long length, Tensor indices, long position)
    {
        if (at < 0 || at >= length)
        {
            var strides = Shapes.Strides(indices.Shape);
            var where = indices.Shape.ToArray().Select((size, axis) => position / strides[axis] % size);
            throw Shapes.Invalid($"indices{(indices.Rank == 0 ? string.Empty : $"[{string.Join(',', where)}]")} = {at} is not in [0, {length})");
        }
    }

    private static Tensor GatherNd(Tensor source, Tensor indices)
    {
        var depth = (int)indices.Shape[^1];
        var inner = Tensor.CountElements(source.Shape[depth..]);
        var strides = Shapes.Strides(source.Shape);
        var positions = Integers.Read(indices);
        var buffer = new ElementBuffer(source.DataType);
        for (var row = 0L; row < Tensor.CountElements(indices.Shape[..^1]); row++)
        {
            var offset = 0L;
            for (var axis = 0; axis < depth; axis++)
            {
                var at = positions[(row * depth) + axis];
                offset += at >= 0 && at < source.Shape[axis]
                    ? at * strides[axis]
                    : throw Shapes.Invalid($"indices[{row}] = [{string.Join(", ", positions.AsSpan((int)row * depth, depth).ToArray())}] does not index into param shape {Shapes.Text(source.Shape)}");
            }

            buffer.Add(source, offset, inner);
        }

        return buffer.ToTensor([.. indices.Shape[..^1], .. source.Shape[depth..]]);
    }
}
