using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Arithmetic on one or two values, element by element.</summary>
internal static class ElementwiseOps
{
    /// <summary>Operations that ONNX has under its own name.</summary>
    private static readonly (string TensorFlow, string Onnx)[] Renamed =
    [
        ("Add", "Add"), ("AddV2", "Add"), ("Sub", "Sub"), ("Mul", "Mul"), ("RealDiv", "Div"), ("Pow", "Pow"),
        ("Maximum", "Max"), ("Minimum", "Min"), ("AddN", "Sum"), ("Exp", "Exp"), ("Log", "Log"), ("Sqrt", "Sqrt"), ("Neg", "Neg"),
        ("Abs", "Abs"), ("Sign", "Sign"), ("Ceil", "Ceil"), ("Floor", "Floor"), ("Rint", "Round"), ("Round", "Round"), ("Reciprocal", "Reciprocal"),
        ("Inv", "Reciprocal"), ("Sin", "Sin"), ("Cos", "Cos"), ("Tan", "Tan"), ("Asin", "Asin"), ("Acos", "Acos"), ("Atan", "Atan"),
        ("Sinh", "Sinh"), ("Cosh", "Cosh"), ("Erf", "Erf"),
    ];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Renamed.Select(pair => KeyValuePair.Create<string, OpConverter>(pair.TensorFlow, op => [op.Emit(pair.Onnx, op.Inputs)])),
        new("Square", op => [op.Emit("Mul", [op.Input(0), op.Input(0)])]),
        new("Rsqrt", op => [op.Emit("Reciprocal", [op.Emit("Sqrt", op.Inputs)])]),
        new("SquaredDifference", SquaredDifference),
        new("Log1p", op => [op.Emit("Log", [op.Emit("Add", [op.Input(0), op.Scalar(op.Node.Type("T"), 1)])])]),
        new("Expm1", op => [op.Emit("Sub", [op.Emit("Exp", op.Inputs), op.Scalar(op.Node.Type("T"), 1)])]),
        new("ClipByValue", op => [op.Emit("Min", [op.Emit("Max", [op.Input(0), op.Input(1)]), op.Input(2)])]),
        new("DivNoNan", DivNoNan),
        new("Cast", op => [op.Cast(op.Input(0), op.Node.Type("DstT"))]),
    ];

    private static string[] SquaredDifference(OpContext op)
    {
        var difference = op.Emit("Sub", op.Inputs);
        return [op.Emit("Mul", [difference, difference])];
    }

    private static string[] DivNoNan(OpContext op)
    {
        var zero = op.Scalar(op.Node.Type("T", DataType.Float), 0);
        var isZero = op.Emit("Equal", [op.Input(1), zero]);
        return [op.Emit("Where", [isZero, zero, op.Emit("Div", op.Inputs)])];
    }
}
