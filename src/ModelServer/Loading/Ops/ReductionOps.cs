using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Sums, means and extremes over axes.</summary>
internal static class ReductionOps
{
    private static readonly (string TensorFlow, string Onnx)[] Reductions =
        [("Sum", "ReduceSum"), ("Prod", "ReduceProd"), ("EuclideanNorm", "ReduceL2")];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Reductions.Select(pair => KeyValuePair.Create<string, OpConverter>(pair.TensorFlow, op => [Reduce(op, pair.Onnx, op.ElementType(), op.Input(0)).Name])),
        new("Mean", op => [Mean(op).Name]),
        new("Max", op => [Extreme(op, "ReduceMax")]),
        new("Min", op => [Extreme(op, "ReduceMin")]),
        new("All", op => [ReduceBool(op, "ReduceMin")]),
        new("Any", op => [ReduceBool(op, "ReduceMax")]),
        new("L2Loss", op => [op.EmitTyped("Mul", [op.EmitTyped("ReduceSumSquare", op.Inputs, OnnxAttribute.Int("keepdims", 0)), op.Scalar(op.ElementType(), 0.5)])]),
    ];

    /// <summary>Adds the rank to negative axes. For a value without elements the runtime would overlook them, and keep what should go.</summary>
    public static string FromStart(Term value, string axes, ReadOnlySpan<long> known)
    {
        if (!known.ContainsAnyInRange(long.MinValue, -1))
        {
            return axes;
        }

        var given = new Term(value.Op, DataType.Int64, axes);
        return given.Is("Less", 0).Choose(given + value.Rank, given).Name;
    }

    private static Term Reduce(OpContext op, string kernel, DataType type, string value)
    {
        var keep = op.Node.Bool("keep_dims") ? 1 : 0;
        var known = op.TryConstant(1, out var constant) ? Graphs.ConstantFolder.ToLongs(constant) : [-1];
        var axes = keep == 1 ? op.LongVector(1) : FromStart(new Term(op, type, value), op.LongVector(1), known);
        var result = op.Emit(
            kernel,
            [op.Widen(kernel, type, value), axes],
            OnnxAttribute.Int("keepdims", keep),
            OnnxAttribute.Int("noop_with_empty_axes", 1));
        return new Term(op, type, op.Narrow(kernel, type, result));
    }

    /// <summary>The runtime's mean of none is 0; TensorFlow's is not a number.</summary>
    private static Term Mean(OpContext op)
    {
        var type = op.ElementType();
        var mean = Reduce(op, "ReduceMean", type, op.Input(0));
        var value = op.Term(0, KernelTypes.For("ReduceMean", type)) with { Name = op.Widen("ReduceMean", type, op.Input(0)) };
        return IntegerDivisionOps.IsFloat(op) ? value.Size.Is("Equal", 0).Choose(mean.Scalar(double.NaN), mean) : mean;
    }

    /// <summary>The runtime's extremes skip NaN; TensorFlow's are NaN if any element is.</summary>
    private static string Extreme(OpContext op, string kernel)
    {
        var extreme = Reduce(op, kernel, op.ElementType(), op.Input(0));
        if (!IntegerDivisionOps.IsFloat(op))
        {
            return extreme.Name;
        }

        var isNaN = op.Term(0, op.ElementType()).Is("IsNaN").Cast(DataType.UInt8);
        var anyNaN = Reduce(op, "ReduceMax", DataType.UInt8, isNaN.Name).Cast(DataType.Bool);
        return anyNaN.Choose(extreme.Scalar(double.NaN), extreme).Name;
    }

    /// <summary>As bytes, since the extremes of none are then 255 and 0, which are true and false, as they must be.</summary>
    private static string ReduceBool(OpContext op, string kernel) =>
        Reduce(op, kernel, DataType.UInt8, op.Cast(op.Input(0), DataType.UInt8)).Cast(DataType.Bool).Name;
}
