using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Pooling over images and volumes.</summary>
internal static class PoolingOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("MaxPool", op => Pool(op, "MaxPool", op.Node.Ints("ksize"), op.Node.Ints("strides"), 2)),
        new("MaxPoolV2", op => Pool(op, "MaxPool", op.Longs(1), op.Longs(2), 2)),
        new("MaxPoolWithArgmax", PoolWithPlaces),
        new("MaxPool3D", op => Pool(op, "MaxPool", op.Node.Ints("ksize"), op.Node.Ints("strides"), 3)),
        new("AvgPool", op => Pool(op, "AveragePool", op.Node.Ints("ksize"), op.Node.Ints("strides"), 2)),
        new("AvgPool3D", op => Pool(op, "AveragePool", op.Node.Ints("ksize"), op.Node.Ints("strides"), 3)),
    ];

    private static string[] Pool(OpContext op, string name, long[] sizes, long[] steps, int dimensions)
    {
        var kernel = Layout.Spatial(op, sizes, dimensions);
        var strides = Layout.Spatial(op, steps, dimensions);
        var image = Layout.ToChannelsFirst(op, op.Input(0), dimensions);
        if (op.Node.Text("padding", "VALID") == "SAME" && kernel.Zip(strides).Any(axis => axis.First < axis.Second))
        {
            return [Layout.FromChannelsFirst(op, Skip(op, name, image, kernel, strides), dimensions)];
        }

        var padding = Layout.Padding(op, ref image, kernel, strides, [.. strides.Select(_ => 1L)]);
        return [Layout.FromChannelsFirst(op, Run(op, name, image, kernel, strides, padding), dimensions)];
    }

    /// <summary>The runtime counts places channel by channel, TensorFlow pixel by pixel and, unless asked, in each image anew.</summary>
    private static string[] PoolWithPlaces(OpContext op)
    {
        var (kernel, strides) = (Layout.Spatial(op, "ksize"), Layout.Spatial(op, "strides"));
        if (op.Node.Text("padding", "VALID") == "SAME" && kernel.Zip(strides).Any(axis => axis.First < axis.Second))
        {
            throw op.Refuse("SAME padding where strides skip pixels");
        }

        var image = Layout.ToChannelsFirst(op, op.Widen("MaxPool", op.ElementType(), op.Input(0)));
        var padding = Layout.Padding(op, ref image, kernel, strides, [.. strides.Select(_ => 1L)]);
        var outputs = op.EmitMany("MaxPool", [image], 2, [OnnxAttribute.Ints("kernel_shape", kernel), OnnxAttribute.Ints("strides", strides), .. padding]);
        var shape = new Term(op, DataType.Int64, op.Emit("Shape", [image]));
        var (channels, pixels) = (shape.At(1), shape.At(2) * shape.At(3));
        var place = new Term(op, DataType.Int64, outputs[1]);
        var plane = place / pixels;
        place = ((place - (plane * pixels)) * channels) + plane.Binary("Mod", channels);
        place = op.Node.Bool("include_batch_in_index") ? place + ((plane / channels) * pixels * channels) : place;
        return
        [
            Layout.FromChannelsFirst(op, op.Narrow("MaxPool", op.ElementType(), outputs[0])),
            Layout.FromChannelsFirst(op, place.Cast(op.Node.Type("Targmax", DataType.Int64)).Name),
        ];
    }

    private static string Run(OpContext op, string name, string image, long[] kernel, long[] strides, IEnumerable<AttributeProto> padding) =>
        op.EmitTyped(name, [image], [OnnxAttribute.Ints("kernel_shape", kernel), OnnxAttribute.Ints("strides", strides), .. padding]);

    /// <summary>Where strides skip pixels the runtime would take a padding below zero: it refuses it, or averages other pixels.</summary>
    private static string Skip(OpContext op, string name, string image, long[] kernel, long[] strides)
    {
        AttributeProto[] padding = [OnnxAttribute.Text("auto_pad", "VALID")];
        if (kernel.All(size => size == 1))
        {
            return Run(op, name, image, kernel, strides, padding);
        }

        var least = op.ElementType() switch { DataType.UInt8 => 0, DataType.Int8 => sbyte.MinValue, _ => double.NegativeInfinity };
        var result = Run(op, name, Layout.PadSame(op, image, kernel, strides, name == "MaxPool" ? least : 0), kernel, strides, padding);
        if (name == "MaxPool")
        {
            return result;
        }

        // Zeros outside the image took part in the means; the means of ones tell how much they count.
        var pixels = new Term(op, op.ElementType(), image);
        var ones = pixels.Scalar(1).Expand(pixels.Shape);
        return op.EmitTyped("Div", [result, Run(op, name, Layout.PadSame(op, ones.Name, kernel, strides), kernel, strides, padding)]);
    }
}
