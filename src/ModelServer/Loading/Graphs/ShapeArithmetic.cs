using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Runtimes.Host;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Computes what graphs compute with shapes and axes, where it is the same in every run: integers, scalars and vectors.</summary>
internal static class ShapeArithmetic
{
    /// <summary>Longer than any list of axes or indices that graphs compute shapes with.</summary>
    private const int MaxLength = 1 << 20;

    private static readonly string[] Reductions = ["Prod", "Sum", "Max", "Min"];
    private static readonly string[] Comparisons = ["Less", "LessEqual", "Greater", "GreaterEqual", "Equal", "NotEqual"];

    public static bool Knows(GraphNode node) => node.Op switch
    {
        "Shape" or "Size" or "Rank" => true,
        "Range" => IsInteger(node.Type("Tidx", DataType.Int32)),
        "GatherV2" => IsInteger(node.Type("Tparams")),
        "Add" or "AddV2" or "Sub" or "Mul" or "FloorDiv" or "FloorMod" or "Maximum" or "Minimum" or "Neg" or "ExpandDims" or "Squeeze" or "StridedSlice" or "ListDiff" => IsInteger(node.Type("T")),
        "BroadcastArgs" => IsInteger(node.Type("T", DataType.Int32)),
        _ => (Reductions.Contains(node.Op) || Comparisons.Contains(node.Op)) && IsInteger(node.Type("T")),
    };

    /// <summary>Gets the value of a node whose inputs are known, if it is of a form that shapes take.</summary>
    public static Tensor? Compute(GraphNode node, Tensor[] inputs)
    {
        var first = inputs[0];
        if (node.Op is "Shape" or "Size" or "Rank")
        {
            return Measure(node, first);
        }

        if (!inputs.All(input => IsInteger(input.DataType) && input.Rank <= 1))
        {
            return null;
        }

        long[][] values = [.. inputs.Select(ConstantFolder.ToLongs)];
        return node.Op switch
        {
            "Range" => Sequence(values[0][0], values[1][0], values[2][0]) is { } sequence ? Make(first.DataType, sequence, isScalar: false) : null,
            "Neg" => Make(first.DataType, [.. values[0].Select(value => -value)], first.Rank == 0),
            "GatherV2" => Gather(first, values[0], values[1], inputs[1].Rank == 0),
            "ExpandDims" when first.Rank == 0 => first.Reshape(1),
            "Squeeze" when first.ElementCount == 1 => first.Reshape(),
            "ListDiff" => Make(first.DataType, [.. values[0].Where(value => !values[1].Contains(value))], isScalar: false),
            "BroadcastArgs" => Shapes.TryBroadcast(values[0], values[1], out var shape) ? Make(first.DataType, shape, isScalar: false) : null,
            "StridedSlice" => Slice(node, first, values),
            "Prod" or "Sum" or "Max" or "Min" when !node.Bool("keep_dims") && values[0].Length > 0 && values[1].Length > 0 => Make(first.DataType, [values[0].Aggregate(Operation(node.Op))], isScalar: true),
            "Add" or "AddV2" or "Sub" or "Mul" or "FloorDiv" or "FloorMod" or "Maximum" or "Minimum" => Combine(node.Op, inputs, values),
            _ => Comparisons.Contains(node.Op) ? Compare(node.Op, inputs, values) : null,
        };
    }

    private static bool IsInteger(DataType type) => type is DataType.Int32 or DataType.Int64;

    private static Tensor Measure(GraphNode node, Tensor value) => node.Op switch
    {
        "Shape" => Make(node.Type("out_type", DataType.Int32), value.Shape.ToArray(), isScalar: false),
        "Size" => Make(node.Type("out_type", DataType.Int32), [value.ElementCount], isScalar: true),
        _ => Make(DataType.Int32, [value.Rank], isScalar: true),
    };

    private static Tensor Make(DataType type, long[] values, bool isScalar)
    {
        long[] shape = isScalar ? [] : [values.Length];
        return type == DataType.Int64 ? Tensor.Create<long>(shape, values) : Tensor.Create<int>(shape, [.. values.Select(value => (int)value)]);
    }

    private static long[]? Sequence(long from, long to, long step)
    {
        var count = step == 0 ? 0 : Math.Ceiling(((double)to - from) / step);
        if (count > MaxLength)
        {
            return null;
        }

        var values = new long[(int)Math.Max(0, count)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = from + (i * step);
        }

        return values;
    }

    private static Tensor? Gather(Tensor first, long[] values, long[] indices, bool isScalar) =>
        first.Rank == 1 && indices.All(index => index >= 0 && index < values.Length)
            ? Make(first.DataType, [.. indices.Select(index => values[index])], isScalar)
            : null;

    private static Func<long, long, long> Operation(string op) => op switch
    {
        "Add" or "AddV2" or "Sum" => (x, y) => x + y,
        "Sub" => (x, y) => x - y,
        "Mul" or "Prod" => (x, y) => x * y,
        "FloorDiv" => (x, y) => (long)Math.Floor((double)x / y),
        "FloorMod" => (x, y) => ((x % y) + y) % y,
        "Maximum" or "Max" => Math.Max,
        _ => Math.Min,
    };

    private static Tensor? Combine(string op, Tensor[] inputs, long[][] values) =>
        (op is not ("FloorDiv" or "FloorMod") || !values[1].Contains(0)) && Zip(values, Operation(op)) is { } results
            ? Make(inputs[0].DataType, results, inputs[0].Rank == 0 && inputs[1].Rank == 0)
            : null;

    private static Tensor? Compare(string op, Tensor[] inputs, long[][] values)
    {
        Func<long, long, bool> isSo = op switch
        {
            "Less" => (x, y) => x < y,
            "LessEqual" => (x, y) => x <= y,
            "Greater" => (x, y) => x > y,
            "GreaterEqual" => (x, y) => x >= y,
            "Equal" => (x, y) => x == y,
            _ => (x, y) => x != y,
        };
        return Zip(values, isSo) is { } results ? Tensor.Create<bool>(inputs[0].Rank == 0 && inputs[1].Rank == 0 ? [] : [results.Length], results) : null;
    }

    private static T[]? Zip<T>(long[][] values, Func<long, long, T> operation)
    {
        var length = Math.Max(values[0].Length, values[1].Length);
        return values.Any(each => each.Length != length && each.Length != 1)
            ? null
            : [.. Enumerable.Range(0, length).Select(i => operation(values[0][values[0].Length == 1 ? 0 : i], values[1][values[1].Length == 1 ? 0 : i]))];
    }

    /// <summary>One index, or a plain range, of a vector.</summary>
    private static Tensor? Slice(GraphNode node, Tensor first, long[][] values)
    {
        if (first.Rank != 1 || values[1].Length != 1 || values[3][0] != 1 || node.Int("ellipsis_mask", 0) != 0 || node.Int("new_axis_mask", 0) != 0)
        {
            return null;
        }

        int Place(long at) => (int)Math.Clamp(at < 0 ? at + values[0].Length : at, 0, values[0].Length);
        var begin = node.Int("begin_mask", 0) != 0 ? 0 : Place(values[1][0]);
        if (node.Int("shrink_axis_mask", 0) != 0)
        {
            return begin < values[0].Length ? Make(first.DataType, [values[0][begin]], isScalar: true) : null;
        }

        var end = node.Int("end_mask", 0) != 0 ? values[0].Length : Place(values[2][0]);
        return Make(first.DataType, values[0][begin..Math.Max(begin, end)], isScalar: false);
    }
}
