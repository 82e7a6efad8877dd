using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Pooling over images.</summary>
internal static class PoolingOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("MaxPool", op => Pool(op, "MaxPool")),
        new("AvgPool", op => Pool(op, "AveragePool")),
    ];

    private static string[] Pool(OpContext op, string name)
    {
        var kernel = Layout.Spatial(op, "ksize");
        var strides = Layout.Spatial(op, "strides");
        var result = op.Emit(
            name,
            [Layout.ToChannelsFirst(op, op.Input(0))],
            [OnnxAttribute.Ints("kernel_shape", kernel), OnnxAttribute.Ints("strides", strides), .. Layout.Padding(op, kernel, strides, [1, 1])]);
        return [Layout.FromChannelsFirst(op, result)];
    }
}
