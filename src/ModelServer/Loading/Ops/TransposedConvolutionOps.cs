using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Transposed convolutions, which TensorFlow writes as the gradients of convolutions.</summary>
internal static class TransposedConvolutionOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Conv2DBackpropInput", op => Convert(op, 2)),
        new("Conv3DBackpropInputV2", op => Convert(op, 3)),
    ];

    /// <summary>Computes all that any output shape can ask for, and cuts the shape that is asked for out of it.</summary>
    private static string[] Convert(OpContext op, int dimensions)
    {
        var filter = op.StaticShape(1) is { } known && known.Length == dimensions + 2 ? known : throw op.Refuse("the filter must be constant");
        var strides = Layout.Spatial(op, "strides", dimensions);
        var dilations = Layout.Spatial(op, "dilations", dimensions);
        var value = Layout.ToChannelsFirst(op, op.Input(2), dimensions);
        var whole = op.EmitTyped(
            "ConvTranspose",
            [value, dimensions == 2 ? Layout.Filter(op, 1, 3, 2, 0, 1) : Layout.Filter(op, 1, 4, 3, 0, 1, 2)],
            OnnxAttribute.Ints("strides", strides),
            OnnxAttribute.Ints("dilations", dilations),
            OnnxAttribute.Ints("output_padding", strides.Select(stride => stride - 1)));
        var asked = op.Term(0, op.Node.Type("Tshape", DataType.Int32)).Cast(DataType.Int64);
        asked = Layout.IsChannelsLast(op) ? asked.Slice(1, -1) : asked.Slice(2, long.MaxValue);
        var extents = filter[..dimensions].Zip(dilations, (size, dilation) => ((size - 1) * dilation) + 1).ToArray();
        var begin = Before(op, new Term(op, op.ElementType(), value).Shape.Slice(2, long.MaxValue), asked, extents, strides);
        var axes = op.Vector([.. Enumerable.Range(2, dimensions).Select(axis => (long)axis)]);
        var cut = op.Emit("Slice", [whole, begin.Name, (begin + asked).Name, axes]);
        return [Layout.FromChannelsFirst(op, cut, dimensions)];
    }

    private static Term Before(OpContext op, Term windows, Term asked, long[] extents, long[] strides)
    {
        Term Vector(long[] values) => windows with { Name = op.Vector(values) };
        return op.Node.Text("padding", "VALID") switch
        {
            "SAME" => (((windows - 1) * Vector(strides)) + Vector(extents) - asked).Max(0) / 2,
            "VALID" => Vector([.. strides.Select(_ => 0L)]),
            var other => throw op.Refuse($"padding {other}"),
        };
    }
}
