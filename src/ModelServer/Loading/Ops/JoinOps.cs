using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Joining and splitting along an axis.</summary>
internal static class JoinOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("ConcatV2", op => [Concat(op, op.Inputs.SkipLast(1), op.InputCount - 1)]),
        new("Concat", op => [Concat(op, op.Inputs.Skip(1), 0)]),
        new("Pack", Pack),
        new("Unpack", Unpack),
        new("Split", op => Split(op, op.Input(1), op.Longs(0)[0], op.Node.Int("num_split", 1))),
        new("SplitV", SplitBySizes),
    ];

    private static string Concat(OpContext op, IEnumerable<string> values, int axisInput) =>
        op.Emit("Concat", values, OnnxAttribute.Int("axis", op.Longs(axisInput)[0]));

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

    private static string[] Split(OpContext op, string value, long axis, long count) => count == 1
        ? [value]
        : op.EmitMany("Split", [value], (int)count, OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("num_outputs", count));

    private static string[] SplitBySizes(OpContext op)
    {
        var sizes = op.Longs(1);
        return sizes.Contains(-1)
            ? throw op.Refuse("a size of -1")
            : op.EmitMany("Split", [op.Input(0), op.Vector(sizes)], sizes.Length, OnnxAttribute.Int("axis", op.Longs(2)[0]));
    }
}
