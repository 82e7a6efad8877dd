using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

/// <summary>A network of Keras as functions that call each other: convolutions of all kinds with norms between, a residual, a classifier and a decoder.</summary>
public sealed class KerasConvolutionsTests
{
    private const int Batch = 2;
    private const int Side = 7;
    private const int Half = 4;
    private const int Channels = 4;
    private const int Classes = 3;
    private const double Epsilon = 0.001;

    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));

    private readonly Dictionary<string, Tensor> _weights = new()
    {
        ["conv"] = OpRun.Random(1, 3, 3, 3, Channels),
        ["depthwise"] = OpRun.Random(2, 3, 3, Channels, 2),
        ["depthwise_bias"] = OpRun.Random(3, 2 * Channels),
        ["pointwise"] = OpRun.Random(4, 1, 1, 2 * Channels, Channels),
        ["dense"] = OpRun.Random(5, Channels, Classes),
        ["dense_bias"] = OpRun.Random(6, Classes),
        ["transposed"] = OpRun.Random(7, 3, 3, 2, Channels),
        ["transposed_bias"] = OpRun.Random(8, 2),
    };

    public KerasConvolutionsTests()
    {
        foreach (var name in _weights.Keys)
        {
            // Small enough for the last layers not to saturate.
            _weights[name] = Tensor.Create<float>(_weights[name].Shape, [.. _weights[name].Floats().Select(value => value / 8)]);
        }

        foreach (var (name, width, seed) in new[] { ("bn", Channels, 10), ("bn_1", 2 * Channels, 20) })
        {
            foreach (var (i, part) in new[] { "gamma", "beta", "mean", "variance" }.Index())
            {
                var values = OpRun.Random((ulong)(seed + i), width);
                _weights[$"{name}_{part}"] = part == "variance" ? Tensor.Create<float>([width], [.. values.Floats().Select(value => 0.5f + Math.Abs(value))]) : values;
            }
        }
    }

    [Fact]
    public void Run_NestedFunctions_EqualPlainLoops()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("serving_default_x", DataType.DtFloat, -1, Side, Side, 3);
        string[] inputs = [x, .. _weights.Select(weight => builder.VariableHandle(weight.Key, weight.Value))];
        var model = builder.Function("__inference_model_12", Network);
        var wrapper = builder.Function("__inference_signature_wrapper_34", f =>
        {
            string[] arguments = [f.Argument("x", DataType.DtFloat), .. _weights.Keys.Select(name => f.Argument(name + "_resource", DataType.DtResource))];
            f.Add("StatefulPartitionedCall", "StatefulPartitionedCall", arguments, ("f", model));
            f.Return("StatefulPartitionedCall:output:0", DataType.DtFloat);
            f.Return("StatefulPartitionedCall:output:1", DataType.DtFloat);
        });
        builder.Add("StatefulPartitionedCall", "StatefulPartitionedCall", inputs, ("f", wrapper));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("classes", TensorProtos.Info("StatefulPartitionedCall:0", DataType.DtFloat)), ("mask", TensorProtos.Info("StatefulPartitionedCall:1", DataType.DtFloat))]);
        using var loaded = Models.Load(builder);
        var image = OpRun.Random(30, Batch, Side, Side, 3);

        var results = loaded.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = image }, null);

        var features = Features([.. image.Floats().Select(value => (double)value)]);
        Close.To([Batch, Classes], Classify(features), results["classes"], 1e-5);
        Close.To([Batch, 2 * Half, 2 * Half, 2], Decode(features), results["mask"], 1e-5);
    }

    private void Network(FunctionBuilder f)
    {
        var x = f.Argument("x", DataType.DtFloat);
        var read = _weights.Keys.ToDictionary(name => name, name => f.Add("ReadVariableOp", "read_" + name, [f.Argument(name + "_resource", DataType.DtResource)], ("dtype", Attributes.Of(DataType.DtFloat))));
        var conv = f.Add("Conv2D", "conv2d", [x, read["conv"]], OpRun.Float, Strides(2), Same);
        var first = f.Add("Relu6", "relu6", [Norm("bn", conv)], OpRun.Float);
        var depthwise = f.Add("BiasAdd", "biased", [f.Add("DepthwiseConv2dNative", "depthwise", [first, read["depthwise"]], OpRun.Float, Strides(1), Same), read["depthwise_bias"]], OpRun.Float);
        var second = f.Add("Relu", "relu", [Norm("bn_1", depthwise)], OpRun.Float);
        var sum = f.Add("AddV2", "residual", [f.Add("Conv2D", "pointwise", [second, read["pointwise"]], OpRun.Float, Strides(1), Same), first], OpRun.Float);
        var pooled = f.Add("Mean", "pooled", [sum, f.Constant("spatial", Tensor.Create([2], 1, 2))], OpRun.Float);
        var dense = f.Add("BiasAdd", "logits", [f.Add("MatMul", "matmul", [pooled, read["dense"]], OpRun.Float), read["dense_bias"]], OpRun.Float);
        f.Return(f.Add("Softmax", "softmax", [dense], OpRun.Float), DataType.DtFloat);
        var shape = f.Add("Shape", "shape", [sum], OpRun.Float);
        string[] sizes = [Element(f, shape, 0), Twice(f, shape, 1), Twice(f, shape, 2), f.Constant("filters", Tensor.Scalar(2))];
        var wanted = f.Add("Pack", "stack", sizes, Int, ("N", Attributes.Of(4L)), ("axis", Attributes.Of(0L)));
        var transposed = f.Add("Conv2DBackpropInput", "conv2d_transpose", [wanted, read["transposed"], sum], OpRun.Float, Strides(2), Same);
        f.Return(f.Add("Sigmoid", "sigmoid", [f.Add("BiasAdd", "decoded", [transposed, read["transposed_bias"]], OpRun.Float)], OpRun.Float), DataType.DtFloat);

        string Norm(string name, string value)
        {
            string[] inputs = [value, read[name + "_gamma"], read[name + "_beta"], read[name + "_mean"], read[name + "_variance"]];
            f.Add("FusedBatchNormV3", name, inputs, OpRun.Float, ("U", Attributes.Of(DataType.DtFloat)), ("is_training", Attributes.Of(false)), ("epsilon", Attributes.Of((float)Epsilon)));
            return name + ":y:0";
        }
    }

    private static (string, AttrValue) Same => ("padding", Attributes.Of("SAME"));

    private static (string, AttrValue) Strides(long stride) => ("strides", Attributes.List(1, stride, stride, 1));

    private static string Twice(FunctionBuilder f, string shape, int axis) => f.Add("Mul", $"mul_{axis}", [Element(f, shape, axis), f.Constant($"two_{axis}", Tensor.Scalar(2))], Int);

    private static string Element(FunctionBuilder f, string shape, int axis) => f.Add(
        "StridedSlice",
        $"size_{axis}",
        [shape, f.Constant($"begin_{axis}", Tensor.Create([1], axis)), f.Constant($"end_{axis}", Tensor.Create([1], axis + 1)), f.Constant($"by_{axis}", Tensor.Create([1], 1))],
        Int, ("Index", Attributes.Of(DataType.DtInt32)), ("shrink_axis_mask", Attributes.Of(1L)));

    /// <summary>Computes [batch, 4, 4, channels]. Strides of two over seven pixels with three taps pad one on each side.</summary>
    private double[] Features(double[] image)
    {
        var first = new double[Batch * Half * Half * Channels];
        Each(Half, Half, Channels, (n, y, x, c) => first[At(n, y, x, c)] = Math.Clamp(Norm("bn", c, Taps((dy, dx) => Inside(Side, (2 * y) + dy, (2 * x) + dx)
            ? Enumerable.Range(0, 3).Sum(i => image[(((((n * Side) + (2 * y) + dy) * Side) + (2 * x) + dx) * 3) + i] * Weight("conv", (((((dy + 1) * 3) + dx + 1) * 3) + i) * Channels + c))
            : 0)), 0, 6));
        var second = new double[Batch * Half * Half * Channels * 2];
        Each(Half, Half, 2 * Channels, (n, y, x, c) => second[(((((n * Half) + y) * Half) + x) * 2 * Channels) + c] = Math.Max(0, Norm("bn_1", c, Weight("depthwise_bias", c) + Taps((dy, dx) => Inside(Half, y + dy, x + dx)
            ? first[At(n, y + dy, x + dx, c / 2)] * Weight("depthwise", ((((dy + 1) * 3) + dx + 1) * 2 * Channels) + c)
            : 0))));
        var sum = new double[first.Length];
        Each(Half, Half, Channels, (n, y, x, c) => sum[At(n, y, x, c)] = first[At(n, y, x, c)]
            + Enumerable.Range(0, 2 * Channels).Sum(i => second[(((((n * Half) + y) * Half) + x) * 2 * Channels) + i] * Weight("pointwise", (i * Channels) + c)));
        return sum;
    }

    private IEnumerable<double> Classify(double[] features)
    {
        for (var n = 0; n < Batch; n++)
        {
            var exponents = Enumerable.Range(0, Classes).Select(unit => Math.Exp(Weight("dense_bias", unit) + Enumerable.Range(0, Channels).Sum(c =>
                Enumerable.Range(0, Half * Half).Average(pixel => features[At(n, pixel / Half, pixel % Half, c)]) * Weight("dense", (c * Classes) + unit)))).ToArray();
            foreach (var exponent in exponents)
            {
                yield return exponent / exponents.Sum();
            }
        }
    }

    /// <summary>Every feature adds its filter to where a convolution would have read it: at twice its position, as SAME pads one at the end.</summary>
    private double[] Decode(double[] features)
    {
        var mask = new double[Batch * 4 * Half * Half * 2];
        Each(2 * Half, 2 * Half, 2, (n, y, x, c) => mask[(((((n * 2 * Half) + y) * 2 * Half) + x) * 2) + c] = Weight("transposed_bias", c));
        Each(Half, Half, Channels, (n, y, x, i) => Taps((dy, dx) =>
        {
            var (row, column) = ((2 * y) + dy + 1, (2 * x) + dx + 1);
            for (var c = 0; c < 2 && row < 2 * Half && column < 2 * Half; c++)
            {
                mask[(((((n * 2 * Half) + row) * 2 * Half) + column) * 2) + c] += features[At(n, y, x, i)] * Weight("transposed", (((((dy + 1) * 3) + dx + 1) * 2) + c) * Channels + i);
            }

            return 0;
        }));
        return Array.ConvertAll(mask, value => 1 / (1 + Math.Exp(-value)));
    }

    private double Norm(string name, int channel, double value) =>
        ((value - Weight(name + "_mean", channel)) / Math.Sqrt(Weight(name + "_variance", channel) + Epsilon) * Weight(name + "_gamma", channel)) + Weight(name + "_beta", channel);

    private double Weight(string name, int index) => _weights[name].AsSpan<float>()[index];

    private static int At(int n, int y, int x, int c) => (((((n * Half) + y) * Half) + x) * Channels) + c;

    private static bool Inside(int side, int y, int x) => y >= 0 && y < side && x >= 0 && x < side;

    private static double Taps(Func<int, int, double> tap) => Enumerable.Range(0, 9).Sum(i => tap((i / 3) - 1, (i % 3) - 1));

    private static void Each(int height, int width, int channels, Action<int, int, int, int> visit)
    {
        for (var i = 0; i < Batch * height * width * channels; i++)
        {
            visit(i / (height * width * channels), i / (width * channels) % height, i / channels % width, i % channels);
        }
    }
}
