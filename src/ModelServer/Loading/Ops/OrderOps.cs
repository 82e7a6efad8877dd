using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Where the largest elements are, and places in sorted lists.</summary>
internal static class OrderOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("ArgMax", op => ArgExtreme(op, "ArgMax")),
        new("ArgMin", op => ArgExtreme(op, "ArgMin")),
        new("TopK", op => TopK(op, op.Vector(op.Node.Int("k", 0)))),
        new("TopKV2", op => TopK(op, op.LongVector(1))),
        new("Bucketize", Bucketize),
        new("BoostedTreesBucketize", Buckets),
        new("LowerBound", op => [Place(op, true)]),
        new("UpperBound", op => [Place(op, false)]),
        new("Unique", Unique),
        new("UniqueWithCounts", Unique),
        new("ListDiff", Difference),
    ];

    /// <summary>An axis counted from the end goes to TopK, since the runtime's ArgMax keeps such an axis if there are no elements.</summary>
    private static string[] ArgExtreme(OpContext op, string name)
    {
        var axis = op.Longs(1)[0];
        var value = op.Widen(name, op.ElementType(), op.Input(0));
        var found = axis >= 0
            ? op.Emit(name, [value], OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("keepdims", 0))
            : First(op, value, axis, name == "ArgMax");
        var type = op.Node.Type("output_type", DataType.Int64);
        return [type == DataType.Int64 ? found : op.Cast(found, type)];
    }

    private static string First(OpContext op, string value, long axis, bool isLargest)
    {
        var largest = OnnxAttribute.Int("largest", isLargest ? 1 : 0);
        var places = op.EmitMany("TopK", [value, op.Vector(1)], 2, OnnxAttribute.Int("axis", axis), largest)[1];
        return op.Emit("Squeeze", [places, op.Vector(axis)]);
    }

    private static string[] TopK(OpContext op, string count)
    {
        var sorted = OnnxAttribute.Int("sorted", op.Node.Bool("sorted", true) ? 1 : 0);
        var value = op.Widen("TopK", op.ElementType(), op.Input(0));
        var outputs = op.EmitMany("TopK", [value, count], 2, OnnxAttribute.Int("axis", -1), sorted);
        return [op.Narrow("TopK", op.ElementType(), outputs[0]), op.Cast(outputs[1], op.Node.Type("index_type", DataType.Int32))];
    }

    /// <summary>Counts the boundaries that are not above the value; NaN is above all.</summary>
    private static string[] Bucketize(OpContext op)
    {
        float[] boundaries = [.. op.Node.Attribute("boundaries")?.List?.F ?? []];
        var value = op.Term(0, op.ElementType()).Cast(DataType.Float).Unsqueeze(-1);
        var above = value.Is("Less", value with { Name = op.Constant(Tensor.Create<float>([boundaries.Length], boundaries)) });
        return [above.Not().Cast(DataType.Int32).Reduce("ReduceSum", false, -1).Name];
    }

    /// <summary>Counts the boundaries of each feature that are below the value; what is above all belongs to the last.</summary>
    private static string[] Buckets(OpContext op)
    {
        var features = (int)op.Node.Int("num_features", op.InputCount / 2);
        return [.. Enumerable.Range(0, features).Select(feature =>
        {
            var (value, boundaries) = (op.Term(feature, DataType.Float).Reshape(-1), op.Term(features + feature, DataType.Float));
            var below = boundaries.Unsqueeze(0).Is("Less", value.Unsqueeze(1)).Cast(DataType.Int32).Reduce("ReduceSum", false, 1);
            return below.Min((boundaries.Size.Cast(DataType.Int32) - 1).Max(0)).Name;
        })];
    }

    /// <summary>Counts, for each value, the elements of its sorted row that come before it.</summary>
    private static string Place(OpContext op, bool first)
    {
        var (row, value) = (op.Term(0, op.ElementType()).Unsqueeze(-2), op.Term(1, op.ElementType()).Unsqueeze(-1));
        var before = first ? row.Is("Less", value) : value.Is("Less", row).Not();
        return before.Cast(DataType.Int32).Reduce("ReduceSum", false, -1).Cast(op.Node.Type("out_type", DataType.Int32)).Name;
    }

    /// <summary>The distinct elements in the order of their first appearance, which of them each element is, and how often they appear.</summary>
    private static string[] Unique(OpContext op)
    {
        var type = op.Node.Type("out_idx", DataType.Int32);
        var value = op.Widen("Unique", op.ElementType(), op.Input(0));
        var outputs = op.EmitMany("Unique", [value], 4, OnnxAttribute.Int("sorted", 0));
        return [op.Narrow("Unique", op.ElementType(), outputs[0]), op.Cast(outputs[2], type), op.Cast(outputs[3], type)];
    }

    /// <summary>The elements that the second list does not have, in the order of the first, and where they are.</summary>
    private static string[] Difference(OpContext op)
    {
        var (list, other) = (op.Term(0, op.ElementType()), op.Term(1, op.ElementType()));
        var isKept = list.Unsqueeze(1).Is("Equal", other.Unsqueeze(0)).Cast(DataType.Int32).Reduce("ReduceSum", false, 1).Is("Equal", 0);
        var places = new Term(op, DataType.Int64, op.Emit("NonZero", [isKept.Name])).Squeeze(0);
        return [list.Gather(places).Name, places.Cast(op.Node.Type("out_idx", DataType.Int32)).Name];
    }
}
