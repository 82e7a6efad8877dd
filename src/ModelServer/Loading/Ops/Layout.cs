using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Image operations run channels-first in ONNX. The transposes here cancel out in the runtime's own optimizer.</summary>
internal static class Layout
{
    public static bool IsChannelsLast(OpContext op) => op.Node.Text("data_format", "NHWC") == "NHWC";

    public static string ToChannelsFirst(OpContext op, string value) => IsChannelsLast(op) ? Transpose(op, value, 0, 3, 1, 2) : value;

    public static string FromChannelsFirst(OpContext op, string value) => IsChannelsLast(op) ? Transpose(op, value, 0, 2, 3, 1) : value;

    public static string Transpose(OpContext op, string value, params IEnumerable<long> order) =>
        op.Emit("Transpose", [value], OnnxAttribute.Ints("perm", order));

    /// <summary>Picks height and width from an attribute that has a number for each of the four axes.</summary>
    public static long[] Spatial(OpContext op, string attribute)
    {
        var values = op.Node.Ints(attribute);
        return values.Length < 4 ? [1, 1] : IsChannelsLast(op) ? values[1..3] : values[2..4];
    }

    /// <summary>Turns TensorFlow's padding into ONNX's. Dilated SAME needs explicit numbers, which are fixed for stride 1.</summary>
    public static IEnumerable<AttributeProto> Padding(OpContext op, long[] kernel, long[] strides, long[] dilations)
    {
        var padding = op.Node.Text("padding", "VALID");
        if (padding == "EXPLICIT")
        {
            var pads = op.Node.Ints("explicit_paddings");
            var first = IsChannelsLast(op) ? 2 : 4;
            return [OnnxAttribute.Ints("pads", pads[first], pads[first + 2], pads[first + 1], pads[first + 3])];
        }

        if (padding == "VALID" || dilations is [1, 1])
        {
            return [OnnxAttribute.Text("auto_pad", padding == "VALID" ? "VALID" : "SAME_UPPER")];
        }

        if (strides is not [1, 1] || kernel.Length != 2)
        {
            throw op.Refuse("SAME padding with both strides and dilations");
        }

        var total = new[] { (kernel[0] - 1) * dilations[0], (kernel[1] - 1) * dilations[1] };
        return [OnnxAttribute.Ints("pads", total[0] / 2, total[1] / 2, total[0] - (total[0] / 2), total[1] - (total[1] / 2))];
    }
}
