using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Joining and splitting along an axis.</summary>
internal static class JoinOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("ConcatV2", op => [Concat(op, op.Inputs.SkipLast(1), op.Longs(op.InputCount - 1)[0])]),
        new("Concat", op => [Concat(op, op.Inputs.Skip(1), op.Longs(0)[0])]),
        new("ParallelConcat", op => [Concat(op, op.Inputs, 0)]),
        new("Pack", Pack),
        new("Unpack", Unpack),
        new("Split", op => Split(op, op.Input(1), op.Longs(0)[0], op.Node.Int("num_split", 1))),
        new("SplitV", SplitBySizes),
    ];

    private static string Concat(OpContext op, IEnumerable<string> values, long axis) =>
        op.Emit("Concat", values, OnnxAttribute.Int("axis", axis));

    private static string[] Pack(OpContext op)
    {
        var axis = op.Node.Int("axis", 0);
        var values = op.Inputs.Select(value => op.Emit("Unsqueeze", [value, op.Vector(axis)])).ToArray();
        return [op.Emit("Concat", values, OnnxAttribute.Int("axis", axis))];
    }

    private static string[] Unpack(OpContext op)
    {
        var axis = op.Node.Int("axis", 0);
        var parts = Split(op, op.Input(0), axis, op.Node.Int("num", 1));
        return [.. parts.Select(part => op.Emit("Squeeze", [part, op.Vector(axis)]))];
    }

    /// <summary>The sizes are computed, since ONNX by itself would let the last part be smaller where TensorFlow fails.</summary>
    private static string[] Split(OpContext op, string value, long axis, long count)
    {
        if (count == 1)
        {
            return [value];
        }

        var length = new Term(op, DataType.Int64, value).Shape.Gather(new Term(op, DataType.Int64, op.Vector(axis)));
        return op.EmitMany("Split", [value, (length / count).Expand(length with { Name = op.Vector(count) }).Name], (int)count, OnnxAttribute.Int("axis", axis));
    }

    /// <summary>One size may be -1, which takes what the others leave.</summary>
    private static string[] SplitBySizes(OpContext op)
    {
        var axis = op.Longs(2)[0];
        var sizes = new Term(op, DataType.Int64, op.LongVector(1));
        if (!op.TryConstant(1, out var known) || Graphs.ConstantFolder.ToLongs(known).Contains(-1))
        {
            var length = new Term(op, DataType.Int64, op.Input(0)).Shape.Gather(sizes with { Name = op.Vector(axis) });
            sizes = sizes.Is("Less", 0).Choose(length - sizes.Max(0).Reduce("ReduceSum", true, 0), sizes);
        }

        var count = (int)op.Node.Int("num_split", known?.ElementCount ?? 1);
        return op.EmitMany("Split", [op.Input(0), sizes.Name], count, OnnxAttribute.Int("axis", axis));
    }
}
