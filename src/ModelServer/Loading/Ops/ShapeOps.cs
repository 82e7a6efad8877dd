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
        new("BroadcastArgs", op => [BroadcastArgs(op)]),
        new("Tile", op => [op.EmitFirst("Tile", op.Input(0), [op.LongVector(1)])]),
    ];

    /// <summary>Sizes are int64 in ONNX, and int32 in TensorFlow unless the node says otherwise.</summary>
    private static string Counted(OpContext op, string value)
    {
        var type = op.Node.Type("out_type", DataType.Int32);
        return type == DataType.Int64 ? value : op.Cast(value, type);
    }

    /// <summary>The shape to which values of two shapes are stretched. The shorter one is filled up with ones in front.</summary>
    private static string BroadcastArgs(OpContext op)
    {
        var type = op.Node.Type("T", DataType.Int32);
        var (first, second) = (op.Term(0, type).Cast(DataType.Int64), op.Term(1, type).Cast(DataType.Int64));
        var (left, right) = (FillUp(first, second), FillUp(second, first));
        var fits = left.Is("Equal", right).Or(left.Is("Equal", 1)).Or(right.Is("Equal", 1));
        var stretched = left.Is("Equal", 1).Choose(right, left);
        return op.FailIfAny(fits.Not(), $"Incompatible shapes: the inputs of {op.Node.Name} cannot be broadcast together", stretched).Cast(type).Name;

        Term FillUp(Term shape, Term other)
        {
            var missing = (other.Size - shape.Size).Max(0).Reshape(1);
            return (missing with { Name = op.Emit("Expand", [op.Vector(1), missing.Name]) }).Join(shape);
        }
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
