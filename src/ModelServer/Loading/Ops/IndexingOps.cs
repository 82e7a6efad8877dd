using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Reading and writing at computed positions.</summary>
internal static class IndexingOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Gather", op => [Gather(op, 0)]),
        new("GatherV2", op => [Gather(op, op.Longs(2)[0])]),
        new("ResourceGather", op => [Gather(op, 0)]),
        new("GatherNd", op => [op.Emit("GatherND", [op.Input(0), op.Cast(op.Input(1), DataType.Int64)])]),
        new("ScatterNd", ScatterNd),
        new("TensorScatterUpdate", op => [op.Emit("ScatterND", [op.Input(0), op.Cast(op.Input(1), DataType.Int64), op.Input(2)])]),
        new("Where", op => [Layout.Transpose(op, op.Emit("NonZero", [op.Input(0)]), 1, 0)]),
        new("OneHot", OneHot),
    ];

    private static string Gather(OpContext op, long axis) => op.Node.Int("batch_dims", 0) == 0
        ? op.Emit("Gather", [op.Input(0), op.Input(1)], OnnxAttribute.Int("axis", axis))
        : throw op.Refuse("batch_dims");

    private static string[] ScatterNd(OpContext op)
    {
        var zeros = op.Emit("Expand", [op.Scalar(op.Node.Type("T"), 0), op.LongVector(2)]);
        return [op.Emit("ScatterND", [zeros, op.Cast(op.Input(0), DataType.Int64), op.Input(1)], OnnxAttribute.Text("reduction", "add"))];
    }

    /// <summary>Compares with 0..depth-1 rather than using ONNX's OneHot, in which negative indices count from the end.</summary>
    private static string[] OneHot(OpContext op)
    {
        if (op.Node.Int("axis", -1) != -1)
        {
            throw op.Refuse("an axis other than the last");
        }

        var depth = op.Cast(op.Input(1), DataType.Int64);
        var range = op.Emit("Range", [op.Constant(Tensor.Scalar(0L)), depth, op.Constant(Tensor.Scalar(1L))]);
        var indices = op.Emit("Unsqueeze", [op.Cast(op.Input(0), DataType.Int64), op.Vector(-1)]);
        return [op.Emit("Where", [op.Emit("Equal", [indices, range]), op.Input(2), op.Input(3)])];
    }
}
