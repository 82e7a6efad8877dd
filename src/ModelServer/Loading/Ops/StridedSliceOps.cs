using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Slices by begin and size, or by Python's slice notation.</summary>
internal static class StridedSliceOps
{
    private static readonly string[] Masks = ["begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All => [new("StridedSlice", Strided), new("Slice", Plain)];

    /// <summary>A size of -1 means: to the end.</summary>
    private static string[] Plain(OpContext op)
    {
        var begin = op.LongVector(1);
        var size = op.LongVector(2);
        var toEnd = op.Emit("Equal", [size, op.Vector(-1)]);
        var ends = op.Emit("Where", [toEnd, op.Vector(long.MaxValue), op.Emit("Add", [begin, size])]);
        return [op.Emit("Slice", [op.Input(0), begin, ends])];
    }

    private static string[] Strided(OpContext op)
    {
        if (!op.TryConstant(3, out _))
        {
            return TakesEach(op) ? [op.Emit("Slice", [op.Input(0), op.LongVector(1), op.LongVector(2)])] : throw op.Refuse("strides must be constant");
        }

        var steps = op.Longs(3);
        var plan = StridedSlicePlan.Create(op.Node, steps);
        var value = op.Input(0);
        if (plan.Sliced.Count > 0)
        {
            value = op.Emit("Slice", [value, Begins(op, plan), Ends(op, plan), op.Vector([.. plan.Axes]), op.Vector([.. plan.Sliced.Select(i => plan.IsShrunk(i) ? 1 : steps[i])])]);
        }

        value = plan.Squeezed.Count > 0 ? op.Emit("Squeeze", [value, op.Vector([.. plan.Squeezed])]) : value;
        return [plan.Inserted.Count > 0 ? op.Emit("Unsqueeze", [value, op.Vector([.. plan.Inserted])]) : value];
    }

    /// <summary>Signals are cut into frames with as many strides of 1 as the signal has axes.</summary>
    private static bool TakesEach(OpContext op) =>
        op.Node.Inputs[3].Node is { Op: "OnesLike" or "Fill" } strides
        && (strides.Op == "OnesLike" || (op.Converter.Constants.TryGet(strides.Inputs[1], out var stride) && ConstantFolder.ToLongs(stride) is [1]))
        && Masks.All(mask => op.Node.Int(mask, 0) == 0);

    private static string Begins(OpContext op, StridedSlicePlan plan)
    {
        var open = plan.Sliced.Select(i => plan.IsOpenAtBegin(i)).ToArray();
        var whole = plan.Sliced.Select(i => plan.IsBackwards(i) ? long.MaxValue : 0).ToArray();
        return Choose(op, open, whole, Pick(op, 1, plan));
    }

    /// <summary>A single index becomes the slice that holds only it; after the last one, -1, nothing follows.</summary>
    private static string Ends(OpContext op, StridedSlicePlan plan)
    {
        var open = plan.Sliced.Select(i => plan.IsOpenAtEnd(i)).ToArray();
        var whole = plan.Sliced.Select(i => plan.IsBackwards(i) ? long.MinValue : long.MaxValue).ToArray();
        var ends = Pick(op, 2, plan);
        if (plan.Sliced.Any(plan.IsShrunk))
        {
            var begins = Pick(op, 1, plan);
            var next = op.Emit("Where", [op.Emit("Equal", [begins, op.Vector(-1)]), op.Vector(long.MaxValue), op.Emit("Add", [begins, op.Vector(1)])]);
            ends = op.Emit("Where", [Flags(op, [.. plan.Sliced.Select(plan.IsShrunk)]), next, ends]);
        }

        return Choose(op, open, whole, ends);
    }

    private static string Pick(OpContext op, int input, StridedSlicePlan plan) => op.TryConstant(input, out _)
        ? op.Vector([.. plan.Sliced.Select(i => op.Longs(input)[i])])
        : op.Emit("Gather", [op.LongVector(input), op.Vector([.. plan.Sliced.Select(i => (long)i)])]);

    private static string Choose(OpContext op, bool[] condition, long[] then, string otherwise) =>
        condition.Contains(true) ? op.Emit("Where", [Flags(op, condition), op.Vector(then), otherwise]) : otherwise;

    private static string Flags(OpContext op, bool[] flags) => op.Constant(Tensor.Create<bool>([flags.Length], flags));
}
