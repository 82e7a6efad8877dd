using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Division and remainder, whose signs differ between integers and floats and between the two formats.</summary>
internal static class IntegerDivisionOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Div", op => [IsFloat(op) ? op.EmitTyped("Div", op.Inputs) : Truncated(op).Name]),
        new("TruncateDiv", op => [Truncated(op).Name]),
        new("FloorDiv", FloorDiv),
        new("FloorMod", op => [FloorMod(op).Name]),
        new("Mod", op => [TruncateMod(op)]),
        new("TruncateMod", op => [TruncateMod(op)]),
    ];

    public static bool IsFloat(OpContext op) =>
        op.ElementType() is DataType.Float or DataType.Double or DataType.Half or DataType.BFloat16;

    private static Term Left(OpContext op) => op.Term(0, op.ElementType());

    private static Term Right(OpContext op) => op.Term(1, op.ElementType());

    private static string[] FloorDiv(OpContext op) => IsFloat(op)
        ? [(Left(op) / Right(op)).Unary("Floor").Name]
        : [Divide(Left(op) - FloorMod(op), op).Name];

    /// <summary>ONNX's Mod of integers has the divisor's sign, as TensorFlow's FloorMod; for floats it must be built.</summary>
    private static Term FloorMod(OpContext op)
    {
        if (!IsFloat(op))
        {
            return Left(op).Binary("Mod", Divisor(op));
        }

        // The remainder with the dividend's sign is exact; where the signs differ, the divisor is added.
        var remainder = Left(op) with { Name = op.EmitTyped("Mod", op.Inputs, Onnx.OnnxAttribute.Int("fmod", 1)) };
        var differs = (remainder * Right(op)).Is("Less", 0);
        return differs.Choose(remainder + Right(op), remainder);
    }

    private static Term Truncated(OpContext op)
    {
        if (!IsFloat(op))
        {
            return Divide(Left(op), op);
        }

        var quotient = Left(op) / Right(op);
        return quotient.Is("Less", 0).Choose(quotient.Unary("Ceil"), quotient.Unary("Floor"));
    }

    private static string TruncateMod(OpContext op) => IsFloat(op)
        ? op.EmitTyped("Mod", op.Inputs, Onnx.OnnxAttribute.Int("fmod", 1))
        : (Left(op) - (Divide(Left(op), op) * Right(op))).Name;

    /// <summary>Divides integers; by -1 through negation, since the smallest integer has no quotient and the processor would trap.</summary>
    private static Term Divide(Term dividend, OpContext op) => MayTrap(op)
        ? Right(op).Is("Equal", -1).Choose(dividend.Scalar(0) - dividend, dividend / Divisor(op))
        : dividend / Right(op);

    private static Term Divisor(OpContext op) =>
        MayTrap(op) ? Right(op).Is("Equal", -1).Choose(Right(op).Scalar(1), Right(op)) : Right(op);

    private static bool MayTrap(OpContext op) =>
        op.ElementType() is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64
        && !(op.TryConstant(1, out var divisor) && divisor.DataType is DataType.Int32 or DataType.Int64 && !Graphs.ConstantFolder.ToLongs(divisor).Contains(-1));
}
