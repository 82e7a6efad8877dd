using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Rounding to what a quantized model could hold, as models trained for quantization do.</summary>
internal static class QuantizationOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("FakeQuantWithMinMaxArgs", op => [Round(op, Constant(op, "min", -6), Constant(op, "max", 6))]),
        new("FakeQuantWithMinMaxVars", op => [Round(op, op.Term(1, DataType.Float), op.Term(2, DataType.Float))]),
        new("FakeQuantWithMinMaxVarsPerChannel", op => [Round(op, op.Term(1, DataType.Float), op.Term(2, DataType.Float))]),
    ];

    private static Term Constant(OpContext op, string attribute, float otherwise) =>
        new(op, DataType.Float, op.Constant(Tensor.Scalar(op.Node.Float(attribute, otherwise))));

    /// <summary>The limits are moved so that zero is one of the steps.</summary>
    private static string Round(OpContext op, Term least, Term most)
    {
        var low = op.Node.Bool("narrow_range") ? 1.0 : 0.0;
        var high = Math.Pow(2, op.Node.Int("num_bits", 8)) - 1;
        var step = (most - least) / (high - low);
        var zero = low - (least / step);
        zero = (zero.Max(low).Min(high) + 0.5).Unary("Floor");
        var (begin, end) = ((low - zero) * step, (high - zero) * step);
        var number = ((op.Term(0, DataType.Float).Max(begin).Min(end) - begin) / step) + 0.5;
        return ((number.Unary("Floor") * step) + begin).Name;
    }
}
