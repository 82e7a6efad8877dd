namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Arithmetic on one or two values, element by element.</summary>
internal static class ElementwiseOps
{
    /// <summary>Operations that ONNX has, some under another name.</summary>
    private static readonly (string TensorFlow, string Onnx)[] Renamed =
    [
        ("Add", "Add"), ("AddV2", "Add"), ("Sub", "Sub"), ("Mul", "Mul"), ("RealDiv", "Div"),
        ("Maximum", "Max"), ("Minimum", "Min"), ("Exp", "Exp"), ("Log", "Log"), ("Sqrt", "Sqrt"), ("Neg", "Neg"),
        ("Abs", "Abs"), ("Sign", "Sign"), ("Ceil", "Ceil"), ("Floor", "Floor"), ("Rint", "Round"), ("Reciprocal", "Reciprocal"),
        ("Inv", "Reciprocal"), ("Sin", "Sin"), ("Cos", "Cos"), ("Tan", "Tan"), ("Asin", "Asin"), ("Acos", "Acos"), ("Atan", "Atan"),
        ("Sinh", "Sinh"), ("Cosh", "Cosh"), ("Asinh", "Asinh"), ("Acosh", "Acosh"), ("Atanh", "Atanh"), ("Erf", "Erf"),
        ("BitwiseAnd", "BitwiseAnd"), ("BitwiseOr", "BitwiseOr"), ("BitwiseXor", "BitwiseXor"), ("Invert", "BitwiseNot"),
    ];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Renamed.Select(pair => KeyValuePair.Create<string, OpConverter>(pair.TensorFlow, op => [op.EmitTyped(pair.Onnx, op.Inputs)])),
        new("AddN", Sum),
        new("AccumulateNV2", Sum),
        new("Square", op => [op.EmitTyped("Mul", [op.Input(0), op.Input(0)])]),
        new("Rsqrt", op => [op.EmitTyped("Reciprocal", [op.EmitTyped("Sqrt", op.Inputs)])]),
        new("Round", op => [IntegerDivisionOps.IsFloat(op) ? op.EmitTyped("Round", op.Inputs) : op.Input(0)]),
        new("SquaredDifference", SquaredDifference),
        new("ClipByValue", op => [op.EmitTyped("Min", [op.EmitTyped("Max", [op.Input(0), op.Input(1)]), op.Input(2)])]),
        new("Erfc", op => [(1 - Argument(op, 0).Unary("Erf")).Name]),
        new("Cast", op => [op.Cast(op.Input(0), op.Node.Type("DstT"))]),
        new("Pow", Power),
        new("Atan2", Atan2),
    ];

    private static Term Argument(OpContext op, int index) => op.Term(index, op.ElementType());

    private static string[] Sum(OpContext op) => [op.Inputs.Aggregate((sum, next) => op.EmitTyped("Add", [sum, next]))];

    private static string[] SquaredDifference(OpContext op)
    {
        var difference = Argument(op, 0) - Argument(op, 1);
        return [(difference * difference).Name];
    }

    private static string[] Power(OpContext op)
    {
        var exponent = op.Input(1);
        if (!IntegerDivisionOps.IsFloat(op))
        {
            var negative = Argument(op, 1).Is("Less", 0);
            exponent = op.FailIfAny(negative, "Integers to negative integer powers are not allowed", Argument(op, 1)).Name;
        }

        return [op.EmitTyped("Pow", [op.Input(0), exponent])];
    }

    /// <summary>The arctangent of the quotient, moved by half a turn where the second argument is negative.</summary>
    private static string[] Atan2(OpContext op)
    {
        var (y, x) = (Argument(op, 0), Argument(op, 1));
        var zero = x.Scalar(0);
        var angle = (y / x).Unary("Atan");
        var halfTurn = y.Is("Less", zero).Choose(x.Scalar(-Math.PI), x.Scalar(Math.PI));
        var turned = angle + x.Is("Less", zero).Choose(halfTurn, zero);
        return [y.Is("Equal", zero).And(x.Is("Equal", zero)).Choose(zero, turned).Name];
    }
}
