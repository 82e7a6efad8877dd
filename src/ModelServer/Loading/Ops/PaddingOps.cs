using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Padding by constants or by reflection.</summary>
internal static class PaddingOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Pad", op => [op.Emit("Pad", [op.Input(0), Pads(op)])]),
        new("PadV2", op => [op.Emit("Pad", [op.Input(0), Pads(op), op.Input(2)])]),
        new("MirrorPad", Mirror),
    ];

    /// <summary>Pairs (before, after) for each axis become all befores, then all afters.</summary>
    private static string Pads(OpContext op)
    {
        var pairs = Layout.Transpose(op, op.Cast(op.Input(1), DataType.Int64), 1, 0);
        return op.Emit("Reshape", [pairs, op.Vector(-1)]);
    }

    private static string[] Mirror(OpContext op) => op.Node.Text("mode", "REFLECT") == "REFLECT"
        ? [op.Emit("Pad", [op.Input(0), Pads(op)], OnnxAttribute.Text("mode", "reflect"))]
        : throw op.Refuse("mode SYMMETRIC");
}
