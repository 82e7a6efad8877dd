using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Normalizations, and rounding as a quantized model would.</summary>
internal static class NormalizationCases
{
    private static readonly Arg[] Nothing = [Nd.Vector(2, 3), Nd.Vector(1, -1), Nd.Of([0]), Nd.Of([0])];
    private static readonly Arg[] Statistics = [Nd.Vector(2, 3), Nd.Vector(1, -1), Nd.Vector(0.5, -0.5), Nd.Vector(4, 9)];

    public static IEnumerable<OpCase> All =>
    [
        .. new[] { "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" }.Select(Batch),
        Batch("FusedBatchNormV3", "volumes", "NDHWC", 3).Feed([Nd.Random(1, 1, 2, 3, 2, 2), .. Statistics]),
        Batch("FusedBatchNormV3", "channels first", "NCHW", 1).Feed([Nd.Random(1, 2, 2, 3, 2), .. Statistics]),
        OpCase.For("FusedBatchNormV3", "half images").On(DataType.Half).With("is_training", false).With("epsilon", 0.001f)
            .Feed([Nd.Random(1, 1, 2, 2, 2), .. Statistics.Select(each => each with { Type = DataType.Float })]).Is(x => Normalized(x, 3)),
        OpCase.For("FusedBatchNormV3", "statistics of training").With("is_training", false).With("epsilon", 0.001f).Gives(null, null, null, null, null)
            .Feed([Nd.Random(1, 1, 2, 2, 2), .. Statistics]).Are(x => [Normalized(x, 3), x[3], x[4], x[3], x[4]]),
        Own("channels last", "NHWC", 3).Feed([Nd.Random(1, 2, 2, 3, 2), .. Nothing]).Feed([Nd.Of([0, 2, 2, 2]), .. Nothing]),
        Own("channels first", "NCHW", 1).Feed([Nd.Random(2, 1, 2, 5, 1), .. Nothing]),
        Own("volumes, channels first", "NCDHW", 1).Feed([Nd.Random(3, 2, 2, 2, 3, 2), .. Nothing]),
        OpCase.For("_FusedBatchNormEx").With("is_training", false).With("epsilon", 0.001f).With("num_side_inputs", 1L).With("activation_mode", "Relu")
            .Feed([Nd.Random(1, 1, 2, 2, 2), .. Statistics, Nd.Random(2, 1, 2, 2, 2)]).Is(x => Normalized(x, 3).Zip(x[5], (a, b) => Math.Max(0, a + b))),
        OpCase.For("Softmax").On(Kinds.Smooth).Feed(Nd.Random(3, 2, 3, 5)).Feed(Nd.Of([0, 4])).Feed(Nd.Vector(1000, 1001)).Is(x => Softmax(x[0])),
        OpCase.For("LogSoftmax").On(Kinds.Floats).Feed(Nd.Random(3, 2, 3, 5)).Feed(Nd.Of([0, 4])).Feed(Nd.Vector(1000, 1001)).Is(x => Softmax(x[0]).Map(Math.Log)),
        OpCase.For("LRN").With("depth_radius", 1L).With("bias", 2f).With("alpha", 0.5f).With("beta", 0.75f).Feed(Nd.Random(1, 1, 2, 2, 5)).Feed(Nd.Of([0, 2, 2, 5]))
            .Is(x => Nd.Make(x[0].Shape, i => x[0][i] / Math.Pow(2 + (0.5 * Enumerable.Range(-1, 3).Where(k => i[3] + k >= 0 && i[3] + k < 5).Sum(k => Math.Pow(x[0][i[0], i[1], i[2], i[3] + k], 2))), 0.75))),
        OpCase.For("FakeQuantWithMinMaxArgs").With("min", -3f).With("max", 2.7f).Feed(Nd.Random(1, 4, 5)).Is(x => x[0].Map(v => Quantized(v, -3, 2.7, 0, 255))),
        OpCase.For("FakeQuantWithMinMaxVars").With("num_bits", 4L).With("narrow_range", true).Feed(Nd.Random(1, 4, 5), Nd.Scalar(-2), Nd.Scalar(3)).Feed(Nd.Random(2, 3), Nd.Scalar(0), Nd.Scalar(3)).Is(x => x[0].Map(v => Quantized(v, x[1].Values[0], x[2].Values[0], 1, 15))),
        OpCase.For("FakeQuantWithMinMaxVarsPerChannel").Feed(Nd.Random(1, 4, 2), Nd.Vector(-2, -1.1), Nd.Vector(3, 1)).Is(x => Nd.Make([4, 2], i => Quantized(x[0][i], x[1][i[1]], x[2][i[1]], 0, 255))),
    ];

    private static OpCase Batch(string op) => Batch(op, string.Empty, "NHWC", 3).Feed([Nd.Random(1, 2, 2, 3, 2), .. Statistics]).Feed([Nd.Of([0, 2, 2, 2]), .. Statistics]);

    private static OpCase Batch(string op, string label, string format, int channel) => OpCase.For(op, label).With("data_format", format)
        .With("is_training", Attributes.Of(false)).With("epsilon", 0.001f).Is(x => Normalized(x, format == "NDHWC" ? 4 : channel));

    /// <summary>With the statistics of what is given, for which there are inputs without elements.</summary>
    private static OpCase Own(string label, string format, int channel) => OpCase.For("FusedBatchNormV3", "own statistics, " + label).With("data_format", format).With("epsilon", 0.001f).Is(x =>
    {
        long[] axes = [.. Enumerable.Range(0, x[0].Shape.Length).Where(axis => axis != channel)];
        var mean = x[0].Reduce(axes, true, values => values.DefaultIfEmpty(0).Average());
        var variance = x[0].Zip(mean, (value, average) => (value - average) * (value - average)).Reduce(axes, true, values => values.DefaultIfEmpty(0).Average());
        var normal = x[0].Zip(mean, (value, average) => value - average).Zip(variance, (value, square) => value / Math.Sqrt(square + 0.001));
        return Nd.Make(x[0].Shape, i => (normal[i] * x[1][i[channel]]) + x[2][i[channel]]);
    });

    private static Nd Normalized(Nd[] x, int channel) =>
        Nd.Make(x[0].Shape, i => i[channel] is var c ? (x[1][c] * (x[0][i] - x[3][c]) / Math.Sqrt(x[4][c] + 0.001)) + x[2][c] : 0);

    private static Nd Softmax(Nd x)
    {
        var most = x.Reduce([-1], true, Enumerable.Max);
        var powers = x.Zip(most, (a, b) => Math.Exp(a - b));
        return powers.Zip(powers.Reduce([-1], true, Enumerable.Sum), (a, b) => a / b);
    }

    private static double Quantized(double value, double least, double most, double low, double high)
    {
        var step = (most - least) / (high - low);
        var zero = Math.Floor(Math.Clamp(low - (least / step), low, high) + 0.5);
        var (begin, end) = ((low - zero) * step, (high - zero) * step);
        return (Math.Floor(((Math.Clamp(value, begin, end) - begin) / step) + 0.5) * step) + begin;
    }
}
