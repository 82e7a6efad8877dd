using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Batch normalization with the statistics of training, and vector norms.</summary>
internal static class NormalizationOps
{
    private const float DefaultEpsilon = 1e-4f;

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("FusedBatchNorm", BatchNorm),
        new("FusedBatchNormV2", BatchNorm),
        new("FusedBatchNormV3", BatchNorm),
        new("L2Loss", op => [op.Emit("Mul", [op.Emit("ReduceSumSquare", op.Inputs, OnnxAttribute.Int("keepdims", 0)), op.Scalar(op.Node.Type("T"), 0.5)])]),
    ];

    private static string[] BatchNorm(OpContext op)
    {
        if (op.Node.Bool("is_training", otherwise: true))
        {
            throw op.Refuse("it normalizes with the statistics of the batch (is_training), which serving does not");
        }

        var result = op.Emit(
            "BatchNormalization",
            [Layout.ToChannelsFirst(op, op.Input(0)), op.Input(1), op.Input(2), op.Input(3), op.Input(4)],
            OnnxAttribute.Float("epsilon", op.Node.Float("epsilon", DefaultEpsilon)));
        return [Layout.FromChannelsFirst(op, result)];
    }
}
