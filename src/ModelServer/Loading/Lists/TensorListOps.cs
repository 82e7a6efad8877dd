using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.Lists;

/// <summary>Lists of tensors, by which TensorFlow 2 keeps what loops read and write.</summary>
internal static class TensorListOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("TensorListReserve", op => [ListValue.Create(op, op.LongVector(1), ItemShape(op, 0), ItemType(op))]),
        new("EmptyTensorList", op => [ListValue.Create(op, op.Vector(0), ItemShape(op, 0), ItemType(op))]),
        new("TensorListFromTensor", op => [op.Input(0)]),
        new("TensorListGetItem", op => [ListValue.Item(op, op.Input(0), op.Input(1))]),
        new("TensorListGather", op => [ListValue.Item(op, op.Input(0), op.Input(1))]),
        new("TensorListSetItem", SetItem),
        new("TensorListStack", Stack),
        new("TensorListLength", op => [op.Cast(op.Emit("Squeeze", [ListValue.Length(op, op.Input(0))]), DataType.Int32)]),
        new("TensorListElementShape", op => [op.Cast(ListValue.ItemShape(op, op.Input(0)), op.Node.Type("shape_type", DataType.Int32))]),
        new("TensorListPushBack", op => [ListValue.Append(op, op.Input(0), op.Input(1))]),
        new("TensorListPopBack", PopBack),
        new("TensorListResize", Resize),
        new("TensorListScatter", Scatter),
        new("TensorListScatterV2", Scatter),
        new("TensorListScatterIntoExistingList", op => [ListValue.Write(op, op.Input(0), ListValue.Positions(op, op.Input(2)), op.Input(1))]),
        new("TensorListConcat", op => ListValue.Join(op, op.Input(0))),
        new("TensorListConcatV2", op => ListValue.Join(op, op.Input(0))),
    ];

    private static DataType ItemType(OpContext op) => op.Node.Type("element_dtype") is var type && type is DataType.Variant or DataType.Resource or DataType.String
        ? throw op.Refuse($"a list of {type.Name()} values")
        : type;

    /// <summary>Gets the shape of an item as a vector; a single -1 means that not even the number of axes is known.</summary>
    private static string ItemShape(OpContext op, int index) =>
        op.TryConstant(index, out var shape) && shape.Rank == 0 ? op.Vector() : op.LongVector(index);

    private static string[] SetItem(OpContext op)
    {
        var position = ListValue.Positions(op, op.Input(1));
        var list = op.Node.Bool("resize_if_index_out_of_bounds") ? ListValue.GrowTo(op, op.Input(0), position) : op.Input(0);
        return [ListValue.Write(op, list, position, op.Emit("Unsqueeze", [op.Input(2), op.Vector(0)]))];
    }

    /// <summary>Where the shape of the items is known it holds for lists, too, to which nothing was written.</summary>
    private static string[] Stack(OpContext op)
    {
        var isKnown = op.TryConstant(1, out var shape) && shape.Rank == 1 && !ConstantFolder.ToLongs(shape).Any(length => length < 0);
        return [isKnown ? ListValue.Fit(op, op.Input(0), op.LongVector(1)) : op.Input(0)];
    }

    private static string[] PopBack(OpContext op) =>
    [
        op.Emit("Slice", [op.Input(0), op.Vector(0), op.Vector(-1)]),
        ListValue.Item(op, op.Input(0), op.Constant(Tensor.Scalar(-1L))),
    ];

    private static string[] Resize(OpContext op)
    {
        var size = op.LongVector(1);
        return [op.Emit("Slice", [ListValue.Grow(op, op.Input(0), size), op.Vector(0), size])];
    }

    private static string[] Scatter(OpContext op)
    {
        var positions = ListValue.Positions(op, op.Input(1));
        var length = op.InputCount > 3 ? op.Emit("Max", [op.LongVector(3), op.Vector(0)]) : op.Vector(0);
        var list = ListValue.Create(op, length, ListValue.ItemShape(op, op.Input(0)), ItemType(op));
        return [ListValue.Write(op, ListValue.GrowTo(op, list, positions), positions, op.Input(0))];
    }
}
