using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Convolutions over images and volumes.</summary>
internal static class ConvolutionOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Conv2D", op => [Plain(op, 2)]),
        new("Conv3D", op => [Plain(op, 3)]),
        new("DepthwiseConv2dNative", op => [Depthwise(op)]),
        new("_FusedConv2D", op => [FusedOps.Finish(op, Plain(op, 2))]),
        new("_FusedDepthwiseConv2dNative", op => [FusedOps.Finish(op, Depthwise(op))]),
    ];

    /// <summary>Filters of fewer channels than the image has make groups, each over channels of its own; ONNX wants to be told how many.</summary>
    private static string Plain(OpContext op, int dimensions)
    {
        var weights = dimensions == 2 ? Layout.Filter(op, 1, 3, 2, 0, 1) : Layout.Filter(op, 1, 4, 3, 0, 1, 2);
        var groups = op.StaticChannels(0, !Layout.IsChannelsLast(op)) is { } channels && op.StaticShape(1) is { } filter ? channels / Math.Max(1, filter[^2]) : 1;
        return Convolve(op, weights, Math.Max(1, groups), dimensions);
    }

    private static string Convolve(OpContext op, string weights, long group, int dimensions)
    {
        var strides = Layout.Spatial(op, "strides", dimensions);
        var dilations = Layout.Spatial(op, "dilations", dimensions);
        var kernel = op.StaticShape(1)?[..dimensions] ?? [];
        var image = Layout.ToChannelsFirst(op, op.Input(0), dimensions);
        var padding = Layout.Padding(op, ref image, kernel, strides, dilations);
        var result = op.EmitTyped(
            "Conv",
            [image, weights],
            [OnnxAttribute.Ints("strides", strides), OnnxAttribute.Ints("dilations", dilations), OnnxAttribute.Int("group", group), .. padding]);
        return Layout.FromChannelsFirst(op, result, dimensions);
    }

    /// <summary>Height × width × channels × multiplier becomes one group for each channel.</summary>
    private static string Depthwise(OpContext op)
    {
        var shape = op.StaticShape(1) is { Length: 4 } known ? known : throw op.Refuse("the filter must be constant");
        var channelsFirst = Layout.Transpose(op, op.Input(1), 2, 3, 0, 1);
        var weights = op.Emit("Reshape", [channelsFirst, op.Vector(shape[2] * shape[3], 1, shape[0], shape[1])]);
        return Convolve(op, weights, shape[2], 2);
    }
}
