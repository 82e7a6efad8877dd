namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Constants and variables, and operations that pass a value through.</summary>
internal static class SourceOps
{
    private static readonly string[] Constants = ["Const", "VariableV2", "Variable", "VarHandleOp"];

    private static readonly string[] PassThrough =
    [
        "Identity", "ReadVariableOp", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault", "EnsureShape", "CheckNumerics", "Enter",
    ];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Constants.Select(op => KeyValuePair.Create<string, OpConverter>(op, Constant)),
        .. PassThrough.Select(op => KeyValuePair.Create<string, OpConverter>(op, context => [context.Input(0)])),
        new("IdentityN", op => [.. op.Inputs]),
    ];

    private static string[] Constant(OpContext op) =>
        op.TryOwnValue(out var value) ? [op.Constant(value)] : throw op.Refuse("its value is not known");
}
