namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Comparisons, logic, and choosing by them.</summary>
internal static class ComparisonOps
{
    private static readonly (string TensorFlow, string Onnx)[] Renamed =
    [
        ("Less", "Less"), ("LessEqual", "LessOrEqual"), ("Greater", "Greater"), ("GreaterEqual", "GreaterOrEqual"), ("Equal", "Equal"),
        ("LogicalAnd", "And"), ("LogicalOr", "Or"), ("LogicalNot", "Not"), ("LogicalXor", "Xor"), ("IsNan", "IsNaN"), ("IsInf", "IsInf"),
        ("SelectV2", "Where"),
    ];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Renamed.Select(pair => KeyValuePair.Create<string, OpConverter>(pair.TensorFlow, op => [op.Emit(pair.Onnx, op.Inputs)])),
        new("NotEqual", op => [op.Emit("Not", [op.Emit("Equal", op.Inputs)])]),
        new("Select", Select),
    ];

    /// <summary>The first version of Select lets a vector choose whole rows, where broadcasting would choose columns.</summary>
    private static string[] Select(OpContext op)
    {
        // The condition is given the values' rank by appending ones: shape(condition) ++ ones(rank(value) - rank(condition)).
        var valueShape = op.Emit("Shape", [op.Input(1)]);
        var conditionShape = op.Emit("Shape", [op.Input(0)]);
        var missing = op.Emit("Sub", [op.Emit("Shape", [valueShape]), op.Emit("Shape", [conditionShape])]);
        var ones = op.Emit("Expand", [op.Vector(1), missing]);
        var shape = op.Emit("Concat", [conditionShape, ones], Onnx.OnnxAttribute.Int("axis", 0));
        return [op.Emit("Where", [op.Emit("Reshape", [op.Input(0), shape]), op.Input(1), op.Input(2)])];
    }
}
