using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Colours, against the textbook's case distinctions.</summary>
internal static class ColorCases
{
    private static readonly Nd Colors = Nd.Random(7, 2, 3, 4, 3).Map(v => (v + 4) / 8);
    private static readonly Nd Plain = Nd.Of([5, 3], 0, 0, 0, 1, 1, 1, 0.5, 0.5, 0.5, 1, 0, 0, 0.2, 0.9, 0.9);

    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("RGBToHSV").On(DataType.Float, DataType.Double).Feed(Colors).Feed(Plain).Feed(Nd.Of([0, 3])).Is(x => Each(x[0], Hsv)),
        OpCase.For("HSVToRGB").On(DataType.Float, DataType.Double).Feed(Colors).Feed(Plain).Feed(Nd.Of([0, 3])).Is(x => Each(x[0], Rgb)),
        OpCase.For("AdjustHue").Feed(Colors, Nd.Scalar(0.3)).Feed(Plain, Nd.Scalar(-0.6)).Is(x => Each(x[0], pixel => Hsv(pixel) is var h ? Rgb([Turn(h[0] + x[1].Values[0]), h[1], h[2]]) : [])),
        OpCase.For("AdjustSaturation").Feed(Colors, Nd.Scalar(1.7)).Feed(Plain, Nd.Scalar(0.5)).Is(x => Each(x[0], pixel => Hsv(pixel) is var h ? Rgb([h[0], Math.Min(1, h[1] * x[1].Values[0]), h[2]]) : [])),
        OpCase.For("AdjustContrastv2").Feed(Colors, Nd.Scalar(1.7)).Feed(Nd.Random(1, 2, 2, 1), Nd.Scalar(0.5)).Is(x => x[0].Reduce([-3, -2], true, Enumerable.Average) is var mean ? x[0].Zip(mean, (a, b) => ((a - b) * x[1].Values[0]) + b) : x[0]),
    ];

    private static double Turn(double hue) => hue - Math.Floor(hue);

    private static Nd Each(Nd image, Func<double[], double[]> function) => image with { Values = [.. image.Values.Chunk(3).SelectMany(function)] };

    private static double[] Hsv(double[] rgb)
    {
        var (value, range) = (rgb.Max(), rgb.Max() - rgb.Min());
        var sector = range == 0 ? 0 : value == rgb[0] ? (rgb[1] - rgb[2]) / range : value == rgb[1] ? 2 + ((rgb[2] - rgb[0]) / range) : 4 + ((rgb[0] - rgb[1]) / range);
        return [Turn(sector / 6), value == 0 ? 0 : range / value, value];
    }

    private static double[] Rgb(double[] hsv)
    {
        var sector = Turn(hsv[0]) * 6;
        var (chroma, least) = (hsv[1] * hsv[2], hsv[2] * (1 - hsv[1]));
        var middle = least + (chroma * (1 - Math.Abs((sector % 2) - 1)));
        var most = least + chroma;
        return (int)sector switch { 0 => [most, middle, least], 1 => [middle, most, least], 2 => [least, most, middle], 3 => [least, middle, most], 4 => [middle, least, most], _ => [most, least, middle] };
    }
}
