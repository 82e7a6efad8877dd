using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Convolutions over images, and their transpose.</summary>
internal static class ConvolutionOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Conv2D", op => Convolve(op, Layout.Transpose(op, op.Input(1), 3, 2, 0, 1), 1)),
        new("DepthwiseConv2dNative", Depthwise),
        new("Conv2DBackpropInput", Transposed),
    ];

    private static string[] Convolve(OpContext op, string weights, long group)
    {
        var strides = Layout.Spatial(op, "strides");
        var dilations = Layout.Spatial(op, "dilations");
        var kernel = op.StaticShape(1) is [var height, var width, ..] ? new[] { height, width } : [];
        var result = op.Emit(
            "Conv",
            [Layout.ToChannelsFirst(op, op.Input(0)), weights],
            [
                OnnxAttribute.Ints("strides", strides),
                OnnxAttribute.Ints("dilations", dilations),
                OnnxAttribute.Int("group", group),
                .. Layout.Padding(op, kernel, strides, dilations),
            ]);
        return [Layout.FromChannelsFirst(op, result)];
    }

    /// <summary>Height × width × channels × multiplier becomes one group for each channel.</summary>
    private static string[] Depthwise(OpContext op)
    {
        var shape = op.StaticShape(1) is { Length: 4 } known ? known : throw op.Refuse("the filter must be constant");
        var channelsFirst = Layout.Transpose(op, op.Input(1), 2, 3, 0, 1);
        var weights = op.Emit("Reshape", [channelsFirst, op.Vector(shape[2] * shape[3], 1, shape[0], shape[1])]);
        return Convolve(op, weights, shape[2]);
    }

    /// <summary>The first input, the output's shape, follows from the others for SAME and VALID and is not looked at.</summary>
    private static string[] Transposed(OpContext op)
    {
        var shape = op.StaticShape(1) is { Length: 4 } known ? known : throw op.Refuse("the filter must be constant");
        var strides = Layout.Spatial(op, "strides");
        var same = op.Node.Text("padding", "VALID") switch
        {
            "SAME" => true,
            "VALID" => false,
            var other => throw op.Refuse($"padding {other}"),
        };
        var surplus = new[] { shape[0] - strides[0], shape[1] - strides[1] };
        var cut = same ? surplus.Select(size => Math.Max(0, size)).ToArray() : [0, 0];
        var grow = surplus.Select(size => Math.Max(0, -size)).ToArray();
        var result = op.Emit(
            "ConvTranspose",
            [Layout.ToChannelsFirst(op, op.Input(2)), Layout.Transpose(op, op.Input(1), 3, 2, 0, 1)],
            OnnxAttribute.Ints("strides", strides),
            OnnxAttribute.Ints("pads", cut[0] / 2, cut[1] / 2, cut[0] - (cut[0] / 2), cut[1] - (cut[1] / 2)),
            OnnxAttribute.Ints("output_padding", grow));
        return [Layout.FromChannelsFirst(op, result)];
    }
}
