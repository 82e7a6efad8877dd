using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Axes turned around, wholly or in part, or rotated.</summary>
internal static class ReverseOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("ReverseV2", op => [Reverse(op, op.Longs(1))]),
        new("Reverse", op => [Reverse(op, Flagged(op))]),
        new("ReverseSequence", ReverseSequence),
        new("Roll", Roll),
    ];

    private static string Reverse(OpContext op, long[] axes)
    {
        var ends = axes.Select(_ => long.MinValue).ToArray();
        var backwards = axes.Select(_ => -1L).ToArray();
        return axes.Length == 0 ? op.Input(0) : op.Emit("Slice", [op.Input(0), op.Vector(backwards), op.Vector(ends), op.Vector(axes), op.Vector(backwards)]);
    }

    private static long[] Flagged(OpContext op) => op.TryConstant(1, out var flags)
        ? [.. flags.AsSpan<bool>().ToArray().Index().Where(flag => flag.Item).Select(flag => (long)flag.Index)]
        : throw op.Refuse("the axes must be constant");

    /// <summary>ONNX takes the two axes only as 0 and 1, in either order.</summary>
    private static string[] ReverseSequence(OpContext op)
    {
        var (time, batch) = (op.Node.Int("seq_dim", 0), op.Node.Int("batch_dim", 0));
        if (time + batch != 1 || time is not (0 or 1))
        {
            throw op.Refuse($"seq_dim {time} with batch_dim {batch}");
        }

        var lengths = op.Cast(op.Input(1), DataType.Int64);
        return [op.EmitFirst("ReverseSequence", op.Input(0), [lengths], OnnxAttribute.Int("time_axis", time), OnnxAttribute.Int("batch_axis", batch))];
    }

    private static string[] Roll(OpContext op)
    {
        var value = op.Term(0, op.ElementType());
        var shifts = new Term(op, DataType.Int64, op.LongVector(1));
        foreach (var (i, axis) in op.Longs(2).Index())
        {
            var length = value.Shape.Slice(axis, axis == -1 ? long.MaxValue : axis + 1);
            var cut = length - shifts.Slice(i, i + 1).Binary("Mod", length.Max(1));
            value = value.Slice(cut, length, axis).Join(value.Slice(length.Scalar(0).Reshape(1), cut, axis), axis);
        }

        return [value.Name];
    }
}
