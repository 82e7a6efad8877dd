using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Batch normalization, with the statistics of training or of what is given, and normalization over neighbouring channels.</summary>
internal static class NormalizationOps
{
    private const float DefaultEpsilon = 1e-4f;

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("FusedBatchNorm", BatchNormAndStatistics),
        new("FusedBatchNormV2", BatchNormAndStatistics),
        new("FusedBatchNormV3", BatchNormAndStatistics),
        new("_FusedBatchNormEx", op => [BatchNormAndMore(op)]),
        new("LRN", LocalResponse),
    ];

    /// <summary>The statistics of training are handed on as they are, twice.</summary>
    private static string[] BatchNormAndStatistics(OpContext op) => op.Node.Bool("is_training", otherwise: true)
        ? [BatchNorm(op)]
        : [BatchNorm(op), op.Input(3), op.Input(4), op.Input(3), op.Input(4)];

    private static string BatchNorm(OpContext op)
    {
        // Half images come with float statistics: all is computed as float.
        var type = op.ElementType();
        var isHalf = type is DataType.Half or DataType.BFloat16;
        var dimensions = op.Node.Text("data_format", "NHWC").Contains('D', StringComparison.Ordinal) ? 3 : 2;
        var image = isHalf ? op.Cast(op.Input(0), DataType.Float) : op.Input(0);
        var result = op.Node.Bool("is_training", otherwise: true)
            ? WithOwnStatistics(new Term(op, isHalf ? DataType.Float : type, image), dimensions).Name
            : WithStatisticsOfTraining(op, image, dimensions);
        return isHalf ? op.Cast(result, type) : result;
    }

    private static string WithStatisticsOfTraining(OpContext op, string image, int dimensions)
    {
        var result = op.Emit(
            "BatchNormalization",
            [Layout.ToChannelsFirst(op, image, dimensions), op.Input(1), op.Input(2), op.Input(3), op.Input(4)],
            OnnxAttribute.Float("epsilon", op.Node.Float("epsilon", DefaultEpsilon)));
        return Layout.FromChannelsFirst(op, result, dimensions);
    }

    /// <summary>Serving does so too: Keras 2 writes a normalization of layers as one of a batch of one image, each of whose channels is a row.</summary>
    private static Term WithOwnStatistics(Term image, int dimensions)
    {
        var op = image.Op;
        var isLast = Layout.IsChannelsLast(op);
        long[] axes = isLast ? [.. Enumerable.Range(0, dimensions + 1)] : [0, .. Enumerable.Range(2, dimensions)];
        var centered = image - image.Reduce("ReduceMean", keep: true, axes);
        var variance = (centered * centered).Reduce("ReduceMean", keep: true, axes);
        var normal = centered / (variance + op.Node.Float("epsilon", DefaultEpsilon)).Unary("Sqrt");
        return (normal * PerChannel(1)) + PerChannel(2);

        Term PerChannel(int input) => op.Term(input, image.Type) is var values && isLast ? values : values.Unsqueeze([.. Enumerable.Range(1, dimensions)]);
    }

    private static string BatchNormAndMore(OpContext op)
    {
        var value = BatchNorm(op);
        value = op.Node.Int("num_side_inputs", 0) > 0 ? op.EmitTyped("Add", [value, op.Input(5)]) : value;
        var activation = op.Node.Text("activation_mode", "Identity");
        return activation == "Identity" ? value : ActivationOps.Apply(op, activation, value);
    }

    /// <summary>ONNX divides alpha by the number of channels that it sums over.</summary>
    private static string[] LocalResponse(OpContext op)
    {
        var size = (2 * op.Node.Int("depth_radius", 5)) + 1;
        var result = op.EmitTyped(
            "LRN",
            [Layout.ToChannelsFirst(op, op.Input(0))],
            OnnxAttribute.Int("size", size),
            OnnxAttribute.Float("bias", op.Node.Float("bias", 1)),
            OnnxAttribute.Float("alpha", op.Node.Float("alpha", 1) * size),
            OnnxAttribute.Float("beta", op.Node.Float("beta", 0.5f)));
        return [Layout.FromChannelsFirst(op, result)];
    }
}
