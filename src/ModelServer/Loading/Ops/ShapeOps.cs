using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Shapes read and changed.</summary>
internal static class ShapeOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Reshape", op => [op.Emit("Reshape", [op.Input(0), op.LongVector(1)], OnnxAttribute.Int("allowzero", 1))]),
        new("Squeeze", Squeeze),
        new("ExpandDims", op => [op.Emit("Unsqueeze", [op.Input(0), op.LongVector(1)])]),
        new("Transpose", op => [Layout.Transpose(op, op.Input(0), op.Longs(1))]),
        new("Shape", op => [Counted(op, op.Emit("Shape", op.Inputs))]),
        new("ShapeN", op => [.. op.Inputs.Select(input => Counted(op, op.Emit("Shape", [input])))]),
        new("Size", op => [Counted(op, op.Emit("Size", op.Inputs))]),
        new("Rank", op => [op.Cast(op.Emit("Size", [op.Emit("Shape", op.Inputs)]), DataType.Int32)]),
        new("BroadcastTo", op => [op.Emit("Expand", [op.Input(0), op.LongVector(1)])]),
        new("Tile", op => [op.Emit("Tile", [op.Input(0), op.LongVector(1)])]),
        new("ReverseV2", Reverse),
    ];

    /// <summary>Sizes are int64 in ONNX, and int32 in TensorFlow unless the node says otherwise.</summary>
    private static string Counted(OpContext op, string value)
    {
        var type = op.Node.Type("out_type", DataType.Int32);
        return type == DataType.Int64 ? value : op.Cast(value, type);
    }

    private static string[] Squeeze(OpContext op)
    {
        var axes = op.Node.Ints("squeeze_dims");
        return [op.Emit("Squeeze", axes.Length == 0 ? [op.Input(0)] : [op.Input(0), op.Vector(axes)])];
    }

    private static string[] Reverse(OpContext op)
    {
        var axes = op.Longs(1);
        var ends = axes.Select(_ => long.MinValue).ToArray();
        var backwards = axes.Select(_ => -1L).ToArray();
        return axes.Length == 0 ? [op.Input(0)] : [op.Emit("Slice", [op.Input(0), op.Vector(backwards), op.Vector(ends), op.Vector(axes), op.Vector(backwards)])];
    }
}
