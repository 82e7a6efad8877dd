namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Constants and variables, and operations that pass a value through.</summary>
internal static class SourceOps
{
    private static readonly string[] Constants = ["Const", "VariableV2", "Variable", "VarHandleOp"];

    private static readonly string[] PassThrough =
    [
        "Identity", "ReadVariableOp", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault", "Enter", "Print",
    ];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Constants.Select(op => KeyValuePair.Create<string, OpConverter>(op, Constant)),
        .. PassThrough.Select(op => KeyValuePair.Create<string, OpConverter>(op, context => [context.Input(0)])),
        new("CheckNumerics", op => [CheckNumerics(op)]),
        new("IdentityN", op => [.. op.Inputs]),
    ];

    private static string CheckNumerics(OpContext op)
    {
        var value = op.Term(0, op.ElementType());
        var message = op.Node.Text("message", string.Empty);
        var checkedOnce = op.FailIfAny(value.Is("IsNaN"), message + " : Tensor had NaN values", value);
        return op.FailIfAny(value.Is("IsInf"), message + " : Tensor had Inf values", checkedOnce).Name;
    }

    private static string[] Constant(OpContext op) =>
        op.TryOwnValue(out var value) ? [op.Constant(value)] : throw op.Refuse("its value is not known");
}
