using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Resizing, and moving pixels between space and channels.</summary>
internal static class ImageOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("ResizeBilinear", op => Resize(op, op.Term(0, op.ElementType()).Cast(DataType.Float), OnnxAttribute.Text("mode", "linear"))),
        new("ResizeNearestNeighbor", op => Resize(op, op.Term(0, op.ElementType()), OnnxAttribute.Text("mode", "nearest"), Nearest(op))),
        new("DepthToSpace", op => [Blocks(op, "DepthToSpace")]),
        new("SpaceToDepth", op => [Blocks(op, "SpaceToDepth")]),
    ];

    private static string[] Resize(OpContext op, Term image, params AttributeProto[] mode)
    {
        var coordinates = op.Node.Bool("align_corners") ? "align_corners" : op.Node.Bool("half_pixel_centers") ? "half_pixel" : "asymmetric";
        var channelsFirst = Layout.ToChannelsFirst(op, image.Name);

        // All four sizes are given, although ONNX would take only two with their axes: the runtime's layout optimizer mistakes those for four.
        var kept = op.Emit("Slice", [op.Emit("Shape", [channelsFirst]), op.Vector(0), op.Vector(2)]);
        var sizes = op.Emit("Concat", [kept, op.LongVector(1)], OnnxAttribute.Int("axis", 0));
        var result = op.Emit(
            "Resize",
            [op.Widen("Resize", image.Type, channelsFirst), string.Empty, string.Empty, sizes],
            [.. mode, OnnxAttribute.Text("coordinate_transformation_mode", coordinates)]);
        return [Layout.FromChannelsFirst(op, op.Narrow("Resize", image.Type, result))];
    }

    /// <summary>Without options a pixel comes from the floor of its scaled position; with either, from the nearest centre, halves upwards.</summary>
    private static AttributeProto Nearest(OpContext op) => OnnxAttribute.Text(
        "nearest_mode",
        op.Node.Bool("align_corners") || op.Node.Bool("half_pixel_centers") ? "round_prefer_ceil" : "floor");

    private static string Blocks(OpContext op, string name)
    {
        var size = OnnxAttribute.Int("blocksize", op.Node.Int("block_size", 2));
        return Layout.FromChannelsFirst(op, op.EmitTyped(name, [Layout.ToChannelsFirst(op, op.Input(0))], size));
    }
}
