using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Resizing, up and down, in the three conventions of where pixels are.</summary>
internal static class ResizeCases
{
    private static readonly (bool Corners, bool Half)[] Conventions = [(false, false), (true, false), (false, true)];

    public static IEnumerable<OpCase> All =>
    [
        .. Conventions.Select(c => Resize("ResizeBilinear", c.Corners, c.Half, [DataType.Float], (x, to) => Sample(x, to, c, position => Linear(position), 2)).Gives(DataType.Float)),
        OpCase.For("ResizeBilinear", "bytes").On(DataType.UInt8, DataType.Int32).Gives(DataType.Float).With("half_pixel_centers", true).Feed(Nd.Count0(1, 2, 3, 1), Arg.Ints(4, 5)).Is(x => Sample(x[0], [4, 5], (false, true), position => Linear(position), 2)),
        .. Conventions.Select(c => Resize("ResizeNearestNeighbor", c.Corners, c.Half, [.. Kinds.Numbers, DataType.UInt8], (x, to) => Sample(x, to, c, position => [((long)Math.Floor(c is (false, false) ? position : position + 0.5), 1)], 1))),
        .. Conventions.Select(c => Resize("ResizeBicubic", c.Corners, c.Half, [DataType.Float], (x, to) => Sample(x, to, c, position => Cubic(position, c.Half ? -0.5 : -0.75), 4))),
        Resize("ResizeArea", false, false, [DataType.Float, DataType.UInt8], (x, to) => Nd.Make([x.Shape[0], to[0], to[1], x.Shape[3]], i => Area(x, i, (double)x.Shape[1] / to[0], (double)x.Shape[2] / to[1]))).Gives(DataType.Float),
    ];

    private static OpCase Resize(string op, bool corners, bool half, DataType[] types, Func<Nd, long[], Nd> reference) => OpCase.For(op, $"{corners} {half}").On(types).With("align_corners", corners).With("half_pixel_centers", half)
        .Feed(Nd.Random(1, 2, 3, 4, 2), Arg.Ints(7, 9)).Feed(Nd.Random(1, 1, 8, 9, 1), Arg.Ints(3, 4)).Feed(Nd.Of([0, 3, 3, 2]), Arg.Ints(2, 2)).Is(x => reference(x[0], [(long)x[1].Values[0], (long)x[1].Values[1]]));

    /// <summary>Weighs the pixels near each position; those outside the image are the border's.</summary>
    private static Nd Sample(Nd image, long[] to, (bool Corners, bool Half) convention, Func<double, (long Pixel, double Weight)[]> weigh, int taps)
    {
        double Position(long at, long from, long count) => convention.Corners && count > 1 ? at * (from - 1.0) / (count - 1)
            : convention.Half ? ((at + 0.5) * from / count) - 0.5 : at * (double)from / count;
        (long Pixel, double Weight)[] Taps(long at, long from, long count)
        {
            var position = Position(at, from, count);
            var all = weigh(taps == 2 ? Math.Clamp(position, 0, from - 1) : position);
            if (taps == 4 && convention.Half)
            {
                all = [.. all.Where(tap => tap.Pixel >= 0 && tap.Pixel < from)];
                var sum = all.Sum(tap => tap.Weight);
                all = [.. all.Select(tap => (tap.Pixel, tap.Weight / sum))];
            }

            return [.. all.Select(tap => (Math.Clamp(tap.Pixel, 0, from - 1), tap.Weight))];
        }

        return Nd.Make([image.Shape[0], to[0], to[1], image.Shape[3]], i =>
            (from row in Taps(i[1], image.Shape[1], to[0]) from column in Taps(i[2], image.Shape[2], to[1]) select row.Weight * column.Weight * image[i[0], row.Pixel, column.Pixel, i[3]]).Sum());
    }

    private static (long, double)[] Linear(double position)
    {
        var below = (long)Math.Floor(position);
        return [(below, 1 - (position - below)), (below + 1, position - below)];
    }

    private static (long, double)[] Cubic(double position, double a)
    {
        var below = (long)Math.Floor(position);
        double Weight(double x) => x <= 1 ? ((a + 2) * x * x * x) - ((a + 3) * x * x) + 1 : (a * x * x * x) - (5 * a * x * x) + (8 * a * x) - (4 * a);
        return [.. Enumerable.Range(-1, 4).Select(k => (below + k, Weight(Math.Abs(position - below - k))))];
    }

    private static double Area(Nd image, long[] at, double height, double width)
    {
        double Overlap(long pixel, double begin, double end) => Math.Max(0, Math.Min(pixel + 1, end) - Math.Max(pixel, begin));
        var sum = 0.0;
        for (var y = 0L; y < image.Shape[1]; y++)
        {
            for (var x = 0L; x < image.Shape[2]; x++)
            {
                sum += image[at[0], y, x, at[3]] * Overlap(y, at[1] * height, (at[1] + 1) * height) * Overlap(x, at[2] * width, (at[2] + 1) * width);
            }
        }

        return sum / (height * width);
    }
}
