using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Boxes cut out of images, and patches.</summary>
internal static class CropCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. from method in new[] { "bilinear", "nearest" } select Crop(method),
        .. from padding in new[] { "SAME", "VALID" } from stride in new[] { 1L, 3 } from rate in new[] { 1L, 2 } select Patches(padding, stride, rate),
    ];

    private static OpCase Crop(string method) => OpCase.For("CropAndResize", method).On(DataType.Float, DataType.UInt8).Gives(DataType.Float).With("method", method).With("extrapolation_value", -7f)
        .Feed(Nd.Random(1, 2, 5, 6, 3), Floats(Nd.Of([3, 4], 0.1, 0.2, 0.8, 0.85, -0.3, 0, 0.5, 1.3, 0.9, 0.75, 0.2, 0.15)), Arg.Ints(0, 1, 0), Arg.Ints(3, 4))
        .Feed(Nd.Random(1, 1, 4, 4, 1), Floats(Nd.Of([1, 4], 0, 0, 1, 1)), Arg.Ints(0), Arg.Ints(1, 1))
        .Feed(Nd.Random(1, 1, 4, 4, 1), Floats(Nd.Of([0, 4])), Arg.Ints(), Arg.Ints(2, 2))
        .Is(x => Nd.Make([x[1].Shape[0], (long)x[3].Values[0], (long)x[3].Values[1], x[0].Shape[3]], i => Pixel(x[0], x[1], x[2], x[3], i, method)));

    private static Arg Floats(Nd value) => Arg.Of(DataType.Float, value);

    private static double Pixel(Nd image, Nd boxes, Nd owners, Nd size, long[] i, string method)
    {
        double Position(int axis)
        {
            var (from, to, last, count) = (boxes[i[0], axis], boxes[i[0], axis + 2], image.Shape[axis + 1] - 1, size[axis]);
            return count > 1 ? (from * last) + (i[axis + 1] * (to - from) * last / (count - 1)) : 0.5 * (from + to) * last;
        }

        var (y, x) = (Position(0), Position(1));
        if (y < 0 || y > image.Shape[1] - 1 || x < 0 || x > image.Shape[2] - 1)
        {
            return -7;
        }

        double At(double row, double column) => image[(long)owners[i[0]], (long)row, (long)column, i[3]];
        if (method == "nearest")
        {
            return At(Math.Floor(y + 0.5), Math.Floor(x + 0.5));
        }

        double Across(double row) => At(row, Math.Floor(x)) + ((At(row, Math.Ceiling(x)) - At(row, Math.Floor(x))) * (x - Math.Floor(x)));
        return Across(Math.Floor(y)) + ((Across(Math.Ceiling(y)) - Across(Math.Floor(y))) * (y - Math.Floor(y)));
    }

    private static OpCase Patches(string padding, long stride, long rate) => OpCase.For("ExtractImagePatches", $"{padding} {stride} {rate}").On(DataType.Float, DataType.Int32)
        .With("ksizes", 1, 3, 2, 1).With("strides", 1, stride, stride, 1).With("rates", 1, rate, rate, 1).With("padding", padding).Feed(Nd.Random(1, 2, 7, 6, 2)).Feed(Nd.Random(1, 1, 9, 9, 2)).Feed(Nd.Of([0, 7, 6, 2]))
        .Is(x => new Windows([3, 2], [stride, stride], [rate, rate], padding).Slide(x[0], 12, (inside, c) => inside.Where(item => (((item.Place[0] * 2) + item.Place[1]) * 2) + (c % 2) == c).Sum(item => x[0][[.. item.Pixel, c % 2]])));
}
