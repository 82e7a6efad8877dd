using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.Lists;

/// <summary>The arrays by which TensorFlow 1 keeps what loops read and write. The flow that orders their uses carries the list itself.</summary>
internal static class TensorArrayOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("TensorArrayV3", Create),
        new("TensorArrayReadV3", op => [ListValue.Item(op, op.Input(2), op.Input(1))]),
        new("TensorArrayGatherV3", op => [ListValue.Item(op, Known(op, op.Input(2)), op.Input(1))]),
        new("TensorArrayWriteV3", op => [Write(op, op.Input(3), op.Emit("Unsqueeze", [op.Input(2), op.Vector(0)]))]),
        new("TensorArrayScatterV3", op => [Write(op, op.Input(3), op.Input(2))]),
        new("TensorArraySizeV3", op => [op.Cast(op.Emit("Squeeze", [ListValue.Length(op, op.Input(1))]), DataType.Int32)]),
        new("TensorArrayConcatV3", op => ListValue.Join(op, op.Input(1))),
    ];

    /// <summary>Says whether the array that a node uses takes writes behind its end.</summary>
    public static bool CanGrow(GraphNode node) => RestoreTrace.Origin(node.Inputs[0]).Node.Bool("dynamic_size");

    private static string[] Create(OpContext op)
    {
        var type = op.Node.Type("dtype");
        var list = type is DataType.String or DataType.Variant or DataType.Resource
            ? throw op.Refuse($"an array of {type.Name()} values")
            : ListValue.Create(op, op.LongVector(0), op.Vector(ItemShape(op.Node)), type);
        return [list, list];
    }

    private static long[] ItemShape(GraphNode node) => node.Attribute("element_shape")?.Shape is { UnknownRank: false } shape
        ? [.. shape.Dim.Select(dimension => dimension.Size)]
        : [];

    /// <summary>Where the shape of the items is known it holds for arrays, too, to which nothing was written.</summary>
    private static string Known(OpContext op, string list) => ItemShape(op.Node) is { Length: > 0 } shape && shape.All(length => length >= 0)
        ? ListValue.Fit(op, list, op.Vector(shape))
        : list;

    private static string Write(OpContext op, string list, string items)
    {
        var positions = ListValue.Positions(op, op.Input(1));
        return ListValue.Write(op, CanGrow(op.Node) ? ListValue.GrowTo(op, list, positions) : list, positions, items);
    }
}
