using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Comparisons, logic, and choosing by them.</summary>
internal static class ComparisonOps
{
    private static readonly (string TensorFlow, string Onnx)[] Tests =
    [
        ("Less", "Less"), ("LessEqual", "LessOrEqual"), ("Greater", "Greater"), ("GreaterEqual", "GreaterOrEqual"), ("Equal", "Equal"),
        ("IsNan", "IsNaN"), ("IsInf", "IsInf"),
    ];

    private static readonly (string TensorFlow, string Onnx)[] Logic =
        [("LogicalAnd", "And"), ("LogicalOr", "Or"), ("LogicalNot", "Not"), ("LogicalXor", "Xor")];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Tests.Select(pair => KeyValuePair.Create<string, OpConverter>(pair.TensorFlow, op => [op.EmitTest(op.ElementType(), pair.Onnx, op.Inputs)])),
        .. Logic.Select(pair => KeyValuePair.Create<string, OpConverter>(pair.TensorFlow, op => [op.Emit(pair.Onnx, op.Inputs)])),
        new("NotEqual", op => [op.Emit("Not", [op.EmitTest(op.ElementType(), "Equal", op.Inputs)])]),
        new("IsFinite", op => [Argument(op, 0).Is("IsNaN").Or(Argument(op, 0).Is("IsInf")).Not().Name]),
        new("ApproximateEqual", ApproximateEqual),
        new("SelectV2", op => [op.Choose(op.ElementType(), op.Input(0), op.Input(1), op.Input(2))]),
        new("Select", Select),
    ];

    private static Term Argument(OpContext op, int index) => op.Term(index, op.ElementType());

    private static string[] ApproximateEqual(OpContext op)
    {
        var difference = (Argument(op, 0) - Argument(op, 1)).Unary("Abs");
        return [difference.Is("Less", op.Node.Float("tolerance", 1e-5f)).Name];
    }

    /// <summary>The first version of Select lets a vector choose whole rows, where broadcasting would choose columns.</summary>
    private static string[] Select(OpContext op)
    {
        // The condition is given the values' rank by appending ones: shape(condition) ++ ones(rank(value) - rank(condition)).
        var valueShape = op.Emit("Shape", [op.Input(1)]);
        var conditionShape = op.Emit("Shape", [op.Input(0)]);
        var missing = op.Emit("Sub", [op.Emit("Shape", [valueShape]), op.Emit("Shape", [conditionShape])]);
        var ones = op.Emit("Expand", [op.Vector(1), missing]);
        var shape = op.Emit("Concat", [conditionShape, ones], OnnxAttribute.Int("axis", 0));
        var condition = op.Emit("Reshape", [op.Input(0), shape], OnnxAttribute.Int("allowzero", 1));
        return [op.Choose(op.ElementType(), condition, op.Input(1), op.Input(2))];
    }
}
