using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Division and remainder, whose signs differ between integers and floats and between the two formats.</summary>
internal static class IntegerDivisionOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Div", op => [op.Emit("Div", op.Inputs)]),
        new("TruncateDiv", op => [op.Emit("Div", op.Inputs)]),
        new("FloorDiv", FloorDiv),
        new("FloorMod", op => [FloorMod(op)]),
    ];

    private static bool IsFloat(OpContext op) => op.Node.Type("T") is DataType.Float or DataType.Double or DataType.Half;

    private static string[] FloorDiv(OpContext op) => IsFloat(op)
        ? [op.Emit("Floor", [op.Emit("Div", op.Inputs)])]
        : [op.Emit("Div", [op.Emit("Sub", [op.Input(0), FloorMod(op)]), op.Input(1)])];

    /// <summary>ONNX's Mod of integers has the divisor's sign, as TensorFlow's FloorMod; for floats it must be built.</summary>
    private static string FloorMod(OpContext op)
    {
        if (!IsFloat(op))
        {
            return op.Emit("Mod", op.Inputs);
        }

        var quotient = op.Emit("Floor", [op.Emit("Div", op.Inputs)]);
        return op.Emit("Sub", [op.Input(0), op.Emit("Mul", [quotient, op.Input(1)])]);
    }
}
