using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.Lists;

/// <summary>A list of tensors is the tensor of its items, stacked.</summary>
/// <remarks>
/// A list that nobody has written to holds zeros. Where the length of an item's axis is not known it is one until the first write,
/// and where the number of axes is not known there are none.
/// </remarks>
internal static class ListValue
{
    private static readonly AttributeProto FirstAxis = OnnxAttribute.Int("axis", 0);

    /// <summary>Makes a list of unwritten items.</summary>
    public static string Create(OpContext op, string length, string itemShape, DataType type)
    {
        var known = op.Emit("Where", [op.Emit("Less", [itemShape, op.Vector(0)]), op.Vector(1), itemShape]);
        return op.Emit("Expand", [op.Scalar(type, 0), op.Emit("Concat", [length, known], FirstAxis)]);
    }

    public static string Length(OpContext op, string list) => op.Emit("Shape", [list], OnnxAttribute.Int("end", 1));

    public static string ItemShape(OpContext op, string list) => op.Emit("Shape", [list], OnnxAttribute.Int("start", 1));

    public static string Item(OpContext op, string list, string index) => op.Emit("Gather", [list, index], FirstAxis);

    /// <summary>Gives unwritten items the shape of those to be written. Lists that have it stay as they are.</summary>
    public static string Fit(OpContext op, string list, string itemShape)
    {
        var (length, rest) = (Length(op, list), ItemShape(op, list));
        var missing = op.Emit("Expand", [op.Vector(1), op.Emit("Sub", [op.Emit("Shape", [itemShape]), op.Emit("Shape", [rest])])]);
        var aligned = op.Emit("Reshape", [list, op.Emit("Concat", [length, missing, rest], FirstAxis)], OnnxAttribute.Int("allowzero", 1));
        return op.Emit("Expand", [aligned, op.Emit("Concat", [length, itemShape], FirstAxis)]);
    }

    /// <summary>Appends unwritten items until the list has the length given, if it is shorter.</summary>
    public static string Grow(OpContext op, string list, string length)
    {
        var missing = op.Emit("Max", [op.Emit("Sub", [length, Length(op, list)]), op.Vector(0)]);
        return op.Emit("Pad", [list, op.Emit("Concat", [op.Vector(0), missing], FirstAxis), string.Empty, op.Vector(0)]);
    }

    /// <summary>Grows the list until it has every one of the positions.</summary>
    public static string GrowTo(OpContext op, string list, string positions)
    {
        var last = op.Emit("ReduceMax", [op.Emit("Concat", [op.Vector(-1), positions], FirstAxis)]);
        return Grow(op, list, op.Emit("Add", [last, op.Vector(1)]));
    }

    /// <summary>Writes stacked items to positions, which are int64 and have one axis.</summary>
    public static string Write(OpContext op, string list, string positions, string items)
    {
        var fitting = Fit(op, list, ItemShape(op, items));
        return op.Emit("ScatterND", [fitting, op.Emit("Unsqueeze", [positions, op.Vector(1)]), items]);
    }

    public static string Append(OpContext op, string list, string item) =>
        op.Emit("Concat", [Fit(op, list, op.Emit("Shape", [item])), op.Emit("Unsqueeze", [item, op.Vector(0)])], FirstAxis);

    /// <summary>Joins the items along their first axis, and says how long each was: all are equally long.</summary>
    public static string[] Join(OpContext op, string list)
    {
        var length = op.Emit("Shape", [list], OnnxAttribute.Int("start", 1), OnnxAttribute.Int("end", 2));
        var rest = op.Emit("Shape", [list], OnnxAttribute.Int("start", 2));
        var total = op.Emit("Mul", [Length(op, list), length]);
        var joined = op.Emit("Reshape", [list, op.Emit("Concat", [total, rest], FirstAxis)], OnnxAttribute.Int("allowzero", 1));
        return [joined, op.Emit("Expand", [length, Length(op, list)])];
    }

    /// <summary>Gets an index or indices as positions for <see cref="Write"/>.</summary>
    public static string Positions(OpContext op, string indices) => op.Emit("Reshape", [op.Cast(indices, DataType.Int64), op.Vector(-1)]);
}
