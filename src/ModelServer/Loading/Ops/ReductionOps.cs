using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Sums, means and extremes over axes, and where the extremes are.</summary>
internal static class ReductionOps
{
    private static readonly (string TensorFlow, string Onnx)[] Reductions =
        [("Mean", "ReduceMean"), ("Sum", "ReduceSum"), ("Max", "ReduceMax"), ("Min", "ReduceMin"), ("Prod", "ReduceProd")];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Reductions.Select(pair => KeyValuePair.Create<string, OpConverter>(pair.TensorFlow, op => [Reduce(op, pair.Onnx, op.Input(0))])),
        new("All", op => [ReduceBool(op, "ReduceMin")]),
        new("Any", op => [ReduceBool(op, "ReduceMax")]),
        new("ArgMax", op => ArgExtreme(op, "ArgMax")),
        new("ArgMin", op => ArgExtreme(op, "ArgMin")),
        new("TopKV2", TopK),
        new("Cumsum", CumulativeSum),
    ];

    private static string Reduce(OpContext op, string reduction, string value)
    {
        var keep = op.Node.Bool("keep_dims") ? 1 : 0;
        return op.Emit(reduction, [value, op.LongVector(1)], OnnxAttribute.Int("keepdims", keep), OnnxAttribute.Int("noop_with_empty_axes", 1));
    }

    private static string ReduceBool(OpContext op, string reduction) =>
        op.Cast(Reduce(op, reduction, op.Cast(op.Input(0), DataType.Int32)), DataType.Bool);

    private static string[] ArgExtreme(OpContext op, string name)
    {
        var found = op.Emit(name, [op.Input(0)], OnnxAttribute.Int("axis", op.Longs(1)[0]), OnnxAttribute.Int("keepdims", 0));
        return [op.Node.Type("output_type", DataType.Int64) == DataType.Int64 ? found : op.Cast(found, DataType.Int32)];
    }

    private static string[] TopK(OpContext op)
    {
        var sorted = OnnxAttribute.Int("sorted", op.Node.Bool("sorted", true) ? 1 : 0);
        var outputs = op.EmitMany("TopK", [op.Input(0), op.LongVector(1)], 2, OnnxAttribute.Int("axis", -1), sorted);
        return [outputs[0], op.Cast(outputs[1], op.Node.Type("index_type", DataType.Int32))];
    }

    private static string[] CumulativeSum(OpContext op)
    {
        var exclusive = OnnxAttribute.Int("exclusive", op.Node.Bool("exclusive") ? 1 : 0);
        var reverse = OnnxAttribute.Int("reverse", op.Node.Bool("reverse") ? 1 : 0);
        return [op.Emit("CumSum", op.Inputs, exclusive, reverse)];
    }
}
