using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Blocks of pixels moved into the batch and back, by which older graphs dilate convolutions.</summary>
internal static class SpaceBatchOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("SpaceToBatchND", op => [ToBatch(op, op.Longs(1), 2)]),
        new("BatchToSpaceND", op => [ToSpace(op, op.Longs(1), 2)]),
        new("SpaceToBatch", op => [ToBatch(op, Square(op), 1)]),
        new("BatchToSpace", op => [ToSpace(op, Square(op), 1)]),
    ];

    private static long[] Square(OpContext op) => [op.Node.Int("block_size", 2), op.Node.Int("block_size", 2)];

    private static string ToBatch(OpContext op, long[] block, int paddings)
    {
        var count = block.Length;
        var padded = Padded(op, new Term(op, DataType.Int64, op.Cast(op.Input(paddings), DataType.Int64)), count);
        var blocks = new Term(op, DataType.Int64, op.Vector(block));
        var (batch, space, rest) = Parts(padded, count);
        var small = space / blocks;
        var width = rest.Reduce("ReduceProd", true, 0);
        var split = padded.Reshape(batch.Join(small.Unsqueeze(1).Join(blocks.Unsqueeze(1), 1).Reshape(-1)).Join(width));
        long[] order = [.. Enumerable.Range(1, count).Select(i => 2L * i), 0, .. Enumerable.Range(0, count).Select(i => (2L * i) + 1), (2L * count) + 1];
        return split.Transpose(order).Reshape((batch * blocks.Reduce("ReduceProd", true, 0)).Join(small).Join(rest)).Name;
    }

    private static string ToSpace(OpContext op, long[] block, int crops)
    {
        var count = block.Length;
        var value = op.Term(0, op.ElementType());
        var blocks = new Term(op, DataType.Int64, op.Vector(block));
        var (batch, space, rest) = Parts(value, count);
        var fewer = batch / blocks.Reduce("ReduceProd", true, 0);
        var split = value.Reshape(blocks.Join(fewer).Join(space).Join(rest.Reduce("ReduceProd", true, 0)));
        long[] order = [count, .. Enumerable.Range(0, count).SelectMany(i => new long[] { count + 1 + i, i }), (2L * count) + 1];
        var large = space * blocks;
        var whole = split.Transpose(order).Reshape(fewer.Join(large).Join(rest));
        var crop = new Term(op, DataType.Int64, op.Cast(op.Input(crops), DataType.Int64));
        var axes = op.Vector([.. Enumerable.Range(1, count).Select(axis => (long)axis)]);
        return op.Emit("Slice", [whole.Name, crop.At(0, 1).Name, (large - crop.At(1, 1)).Name, axes]);
    }

    private static (Term Batch, Term Space, Term Others) Parts(Term value, int count)
    {
        var shape = value.Shape;
        return (shape.Slice(0, 1), shape.Slice(1, 1 + count), shape.Slice(1 + count, long.MaxValue));
    }

    private static Term Padded(OpContext op, Term pads, int count)
    {
        var value = op.Term(0, op.ElementType());
        var none = pads.Scalar(0).Reshape(1);
        var others = none.Expand(value.Rank - (1 + count));
        var all = none.Join(pads.At(0, 1)).Join(others).Join(none).Join(pads.At(1, 1)).Join(others);
        return value with { Name = op.EmitFirst("Pad", value.Name, [all.Name]) };
    }
}
