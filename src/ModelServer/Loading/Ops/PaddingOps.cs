using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Padding by constants or by reflection.</summary>
internal static class PaddingOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Pad", op => [op.EmitFirst("Pad", op.Input(0), [Pads(op)])]),
        new("PadV2", op => [op.EmitFirst("Pad", op.Input(0), [Pads(op), op.Widen("Pad", op.ElementType(), op.Input(2))])]),
        new("MirrorPad", op => [op.Node.Text("mode", "REFLECT") == "REFLECT" ? Reflect(op) : Symmetric(op)]),
    ];

    /// <summary>Pairs (before, after) for each axis become all befores, then all afters.</summary>
    private static string Pads(OpContext op)
    {
        var pairs = Layout.Transpose(op, op.Cast(op.Input(1), DataType.Int64), 1, 0);
        return op.Emit("Reshape", [pairs, op.Vector(-1)]);
    }

    private static string Reflect(OpContext op) =>
        op.EmitFirst("Pad", op.Input(0), [Pads(op)], OnnxAttribute.Text("mode", "reflect"));

    /// <summary>Repeats the border itself too, which no mode of ONNX does: reversed slices are joined on, axis by axis.</summary>
    private static string Symmetric(OpContext op)
    {
        var value = op.Input(0);
        foreach (var (axis, pad) in op.Longs(1).Chunk(2).Index())
        {
            List<string> parts = [value];
            if (pad[0] > 0)
            {
                parts.Insert(0, Backwards(op, value, axis, pad[0] - 1, long.MinValue));
            }

            if (pad[1] > 0)
            {
                parts.Add(Backwards(op, value, axis, -1, -pad[1] - 1));
            }

            value = parts.Count == 1 ? value : op.Emit("Concat", parts, OnnxAttribute.Int("axis", axis));
        }

        return value;
    }

    private static string Backwards(OpContext op, string value, long axis, long begin, long end) =>
        op.Emit("Slice", [value, op.Vector(begin), op.Vector(end), op.Vector(axis), op.Vector(-1)]);
}
