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
        new("Transpose", op => [Transpose(op)]),
        new("Shape", op => [Counted(op, op.Emit("Shape", op.Inputs))]),
        new("ShapeN", op => [.. op.Inputs.Select(input => Counted(op, op.Emit("Shape", [input])))]),
        new("Size", op => [Counted(op, op.Emit("Size", op.Inputs))]),
        new("Rank", op => [op.Cast(op.Emit("Size", [op.Emit("Shape", op.Inputs)]), DataType.Int32)]),
        new("BroadcastTo", op => [op.EmitFirst("Expand", op.Input(0), [op.LongVector(1)])]),
        new("Tile", op => [op.EmitFirst("Tile", op.Input(0), [op.LongVector(1)])]),
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

    /// <summary>An order that is not constant can only be the reversal of all axes: (rank - 1) - range(0, rank).</summary>
    private static string Transpose(OpContext op)
    {
        if (op.TryConstant(1, out _))
        {
            return Layout.Transpose(op, op.Input(0), op.Longs(1));
        }

        return op.Node.Inputs[1].Node is { Op: "Sub" } order && order.Inputs is [{ Node.Op: "Sub" }, { Node.Op: "Range" }]
            ? op.Emit("Transpose", [op.Input(0)])
            : throw op.Refuse("the order of the axes must be constant");
    }
}
