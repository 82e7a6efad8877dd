using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Image operations run channels-first in ONNX. The transposes here cancel out in the runtime's own optimizer.</summary>
internal static class Layout
{
    public static bool IsChannelsLast(OpContext op) => !op.Node.Text("data_format", "NHWC").StartsWith("NC", StringComparison.Ordinal);

    public static string ToChannelsFirst(OpContext op, string value, int dimensions = 2) => !IsChannelsLast(op)
        ? value
        : dimensions == 2 ? Transpose(op, value, 0, 3, 1, 2) : Transpose(op, value, 0, 4, 1, 2, 3);

    public static string FromChannelsFirst(OpContext op, string value, int dimensions = 2) => !IsChannelsLast(op)
        ? value
        : dimensions == 2 ? Transpose(op, value, 0, 2, 3, 1) : Transpose(op, value, 0, 2, 3, 4, 1);

    public static string Transpose(OpContext op, string value, params IEnumerable<long> order) =>
        op.Emit("Transpose", [value], OnnxAttribute.Ints("perm", order));

    /// <summary>Puts the output and input channels of a filter first: a value that is known as another one that signatures share, else by a node.</summary>
    public static string Filter(OpContext op, int input, params int[] order) => op.TryConstant(input, out var filter) && filter.Rank == order.Length
        ? op.Constant(op.Converter.Constants.Filters.Get(filter, order))
        : Transpose(op, op.Input(input), order.Select(axis => (long)axis));

    /// <summary>Picks the sizes of the spatial axes from an attribute that has a number for each axis.</summary>
    public static long[] Spatial(OpContext op, string attribute, int dimensions = 2) => Spatial(op, op.Node.Ints(attribute), dimensions);

    public static long[] Spatial(OpContext op, long[] values, int dimensions = 2) => values.Length < dimensions + 2
        ? [.. Enumerable.Repeat(1L, dimensions)]
        : IsChannelsLast(op) ? values[1..^1] : values[2..];

    /// <summary>Turns TensorFlow's padding into ONNX's, which for a dilated SAME needs numbers that depend on the image.</summary>
    public static IEnumerable<AttributeProto> Padding(OpContext op, ref string channelsFirst, long[] kernel, long[] strides, long[] dilations)
    {
        var padding = op.Node.Text("padding", "VALID");
        if (padding == "EXPLICIT")
        {
            var pads = op.Node.Ints("explicit_paddings");
            pads = IsChannelsLast(op) ? pads[2..^2] : pads[4..];
            return [OnnxAttribute.Ints("pads", [.. pads.Where((_, i) => i % 2 == 0), .. pads.Where((_, i) => i % 2 == 1)])];
        }

        if (padding == "VALID" || dilations.All(size => size == 1))
        {
            return [OnnxAttribute.Text("auto_pad", padding == "VALID" ? "VALID" : "SAME_UPPER")];
        }

        if (kernel.Length == 0)
        {
            throw op.Refuse("SAME padding with dilations and a filter that is not constant");
        }

        var total = kernel.Zip(dilations, (size, dilation) => (size - 1) * dilation).ToArray();
        if (strides.All(size => size == 1))
        {
            return [OnnxAttribute.Ints("pads", [.. total.Select(size => size / 2), .. total.Select(size => size - (size / 2))])];
        }

        channelsFirst = PadSame(op, channelsFirst, [.. total.Select(size => size + 1)], strides);
        return [OnnxAttribute.Text("auto_pad", "VALID")];
    }

    /// <summary>Pads, with zeros if not told otherwise, so that windows of the extents given, moved by the strides, cover the image as SAME says.</summary>
    public static string PadSame(OpContext op, string channelsFirst, long[] extents, long[] strides, double value = 0)
    {
        var (step, extent) = (Vector(op, strides), Vector(op, extents));
        var image = new Term(op, op.ElementType(), channelsFirst);
        var windows = (image.Shape.Slice(2, long.MaxValue) + (step - 1)) / step;
        var total = (((windows - 1) * step) + extent - image.Shape.Slice(2, long.MaxValue)).Max(0);
        var before = total / 2;
        var none = Vector(op, [0, 0]);
        return op.EmitFirst(
            "Pad",
            channelsFirst,
            [none.Join(before).Join(none).Join(total - before).Name, op.Widen("Pad", image.Type, op.Scalar(image.Type, value))]);
    }

    private static Term Vector(OpContext op, long[] values) => new(op, DataType.Int64, op.Vector(values));
}
