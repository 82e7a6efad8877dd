using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Colours: hue, saturation, contrast. The last axis holds the three channels.</summary>
internal static class ColorOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("RGBToHSV", op => [ToHsv(Image(op)).Name]),
        new("HSVToRGB", op => [ToRgb(Image(op)).Name]),
        new("AdjustHue", AdjustHue),
        new("AdjustSaturation", AdjustSaturation),
        new("AdjustContrastv2", AdjustContrast),
    ];

    private static Term Image(OpContext op) => op.Term(0, op.Node.Type("T", DataType.Float));

    /// <summary>The amounts are float whatever the image is.</summary>
    private static Term Amount(OpContext op) => op.Term(1, DataType.Float).Cast(op.Node.Type("T", DataType.Float));

    private static Term ToHsv(Term image)
    {
        var (red, green, blue) = (image.Slice(0, 1, -1), image.Slice(1, 2, -1), image.Slice(2, 3, -1));
        var value = red.Max(green).Max(blue);
        var range = value - red.Min(green).Min(blue);
        var zero = image.Scalar(0);
        var saturation = value.Is("Greater", zero).Choose(range / value, zero);
        var sixth = image.Scalar(1) / (range * 6);
        var fromRed = sixth * (green - blue);
        var fromGreen = (sixth * (blue - red)) + (2.0 / 6);
        var fromBlue = (sixth * (red - green)) + (4.0 / 6);
        var hue = red.Is("Equal", value).Choose(fromRed, green.Is("Equal", value).Choose(fromGreen, fromBlue));
        hue = range.Is("Greater", zero).Choose(hue, zero);
        hue = hue.Is("Less", zero).Choose(hue + 1, hue);
        return hue.Join(saturation, -1).Join(value, -1);
    }

    private static Term ToRgb(Term image)
    {
        var (hue, saturation, value) = (image.Slice(0, 1, -1) * 6, image.Slice(1, 2, -1), image.Slice(2, 3, -1));
        Term Channel(Term strength) => ((1 - saturation) + (saturation * strength.Max(0).Min(1))) * value;
        var red = Channel((hue - 3).Unary("Abs") - 1);
        var green = Channel(2 - (hue - 2).Unary("Abs"));
        var blue = Channel(2 - (hue - 4).Unary("Abs"));
        return red.Join(green, -1).Join(blue, -1);
    }

    private static string[] AdjustHue(OpContext op)
    {
        var image = ToHsv(Image(op));
        var turned = image.Slice(0, 1, -1) + Amount(op);
        return [ToRgb((turned - turned.Unary("Floor")).Join(image.Slice(1, 3, -1), -1)).Name];
    }

    private static string[] AdjustSaturation(OpContext op)
    {
        var image = ToHsv(Image(op));
        var saturation = (image.Slice(1, 2, -1) * Amount(op)).Max(0).Min(1);
        return [ToRgb(image.Slice(0, 1, -1).Join(saturation, -1).Join(image.Slice(2, 3, -1), -1)).Name];
    }

    /// <summary>Moves every pixel away from the mean of its image and channel.</summary>
    private static string[] AdjustContrast(OpContext op)
    {
        var image = Image(op);
        var mean = image.Reduce("ReduceMean", true, -3, -2);
        return [(((image - mean) * Amount(op)) + mean).Name];
    }
}
