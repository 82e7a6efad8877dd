using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>New values of a given shape.</summary>
internal static class FillOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Fill", op => [op.Emit("Expand", [op.Input(1), op.LongVector(0)])]),
        new("ZerosLike", op => [Like(op, 0)]),
        new("OnesLike", op => [Like(op, 1)]),
        new("Range", op => [op.Emit("Range", op.Inputs)]),
    ];

    private static string Like(OpContext op, double value) =>
        op.Emit("Expand", [op.Scalar(op.Node.Type("T", DataType.Float), value), op.Emit("Shape", [op.Input(0)])]);
}
