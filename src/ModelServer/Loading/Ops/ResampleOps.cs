using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Resizing by weighing pixels: a matrix of weights for rows, and one for columns.</summary>
/// <remarks>ONNX's Resize has no mode for areas, and the runtime shrinks by cubic curves only in one layout.</remarks>
internal static class ResampleOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("ResizeArea", op => Resample(op, Areas)),
        new("ResizeBicubic", op => Resample(op, Curves)),
    ];

    private static string[] Resample(OpContext op, Func<OpContext, Term, Term, Term> weights)
    {
        var image = new Term(op, DataType.Float, op.Cast(Layout.ToChannelsFirst(op, op.Input(0)), DataType.Float));
        var sizes = new Term(op, DataType.Int64, op.LongVector(1));
        var rows = weights(op, image.Shape.At(2), sizes.At(0)).Transpose(1, 0);
        var columns = weights(op, image.Shape.At(3), sizes.At(1)).Transpose(1, 0);

        // Each product is of two plain matrices: with a batch of none the runtime refuses other forms.
        var turned = Multiply(image, columns).Transpose(0, 1, 3, 2);
        var result = Multiply(turned, rows);
        return [(Layout.IsChannelsLast(op) ? result.Transpose(0, 3, 2, 1) : result.Transpose(0, 1, 3, 2)).Name];
    }

    private static Term Multiply(Term image, Term matrix)
    {
        var any = image.Shape with { Name = image.Op.Vector(-1) };
        var product = image.Reshape(any.Join(image.Shape.Slice(3, 4))).Binary("MatMul", matrix);
        return product.Reshape(image.Shape.Slice(0, 3).Join(product.Shape.Slice(1, 2)));
    }

    private static Term Scale(OpContext op, Term from, Term to)
    {
        var (source, target) = (from.Cast(DataType.Float), to.Cast(DataType.Float));
        return op.Node.Bool("align_corners") ? to.Is("Greater", 1).Choose((source - 1) / (target - 1).Max(1), source / target) : source / target;
    }

    /// <summary>Each new pixel is the mean of the area it covers.</summary>
    private static Term Areas(OpContext op, Term from, Term to)
    {
        var scale = Scale(op, from, to);
        var pixel = from.Range().Cast(DataType.Float);
        var begin = (to.Range().Cast(DataType.Float) * scale).Unsqueeze(1);
        var covered = (pixel + 1).Min(begin + scale) - pixel.Max(begin);
        return covered.Max(0) / scale;
    }

    /// <summary>With half-pixel centres the curve is Keys', and pixels outside the image have no weight; without, they are the border's.</summary>
    private static Term Curves(OpContext op, Term from, Term to)
    {
        var isHalfPixel = op.Node.Bool("half_pixel_centers");
        var index = to.Range().Cast(DataType.Float);
        var position = (isHalfPixel ? ((index + 0.5) * Scale(op, from, to)) - 0.5 : index * Scale(op, from, to)).Unsqueeze(1);
        var pixels = from.Range().Cast(DataType.Float);
        var (floor, last) = (position.Unary("Floor"), (from - 1).Cast(DataType.Float));
        var weights = (position * 0) + (pixels * 0);
        for (var tap = -1; tap <= 2; tap++)
        {
            var pixel = floor + tap;
            var weight = Cubic((position - pixel).Unary("Abs"), Math.Abs(tap - 0.5) < 1, isHalfPixel ? -0.5 : -0.75);
            var place = isHalfPixel ? pixel : pixel.Max(0).Min(last);
            weights += place.Is("Equal", pixels).Choose(weight, weight.Scalar(0));
        }

        return isHalfPixel ? weights / weights.Reduce("ReduceSum", true, 1) : weights;
    }

    /// <summary>The piece of the curve within one pixel of its centre, or the one beyond.</summary>
    private static Term Cubic(Term x, bool isNear, double a) => isNear
        ? (((((x * (a + 2)) - (a + 3)) * x) * x) + 1)
        : ((((((x * a) - (5 * a)) * x) + (8 * a)) * x) - (4 * a));
}
