using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Slices. Those in Python's notation have tests of their own, by masks.</summary>
internal static class SliceCases
{
    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("Slice").On(Kinds.All).Feed(Nd.Random(1, 3, 4), Arg.Ints(1, 0), Arg.Ints(-1, 2)).Feed(Nd.Random(1, 2, 5), Arg.Ints(0, 3), Arg.Ints(0, -1)).Feed(Nd.Of([0, 4]), Arg.Ints(0, 1), Arg.Ints(-1, 2))
            .Is(x => Nd.Make([.. x[0].Shape.Select((length, a) => x[2].Values[a] < 0 ? length - (long)x[1].Values[a] : (long)x[2].Values[a])], i => x[0][[.. i.Select((at, a) => at + (long)x[1].Values[a])]])),
        OpCase.For("StridedSlice").On(Kinds.All).With("end_mask", 1L).Feed(Nd.Random(1, 5, 3), Arg.Ints(1, 0), Arg.Ints(0, 2), Arg.Ints(2, 1).Baked()).Feed(Nd.Random(1, 2, 4), Arg.Ints(-2, -3), Arg.Ints(0, -1), Arg.Ints(2, 1).Baked())
            .Feed(Nd.Of([0, 3]), Arg.Ints(1, 0), Arg.Ints(0, 2), Arg.Ints(2, 1).Baked()).Is(x => Sliced(x[0], x[1].Values, x[2].Values)),
        OpCase.For("StridedSlice", "an index").On(DataType.Int32).With("shrink_axis_mask", 1L).Feed(Nd.Vector(5, 6, 7), Arg.Ints(1).Baked(), Arg.Ints(2).Baked(), Arg.Ints(1).Baked()).Feed(Nd.Vector(8, 9), Arg.Ints(1).Baked(), Arg.Ints(2).Baked(), Arg.Ints(1).Baked()).Is(x => Nd.Scalar(x[0].Values[1])),
        OpCase.For("StridedSlice", "backwards past the ends").Feed(Nd.Vector(1, 2, 3, 4, 5), Arg.Ints(9), Arg.Ints(-9), Arg.Ints(-2).Baked()).Feed(Nd.Vector(1, 2), Arg.Ints(9), Arg.Ints(-9), Arg.Ints(-2).Baked()).Is(x => Nd.Vector([.. x[0].Values.Reverse().Where((_, i) => i % 2 == 0)])),
    ];

    /// <summary>Rows from begin in steps of two to the end, and columns from begin to end.</summary>
    private static Nd Sliced(Nd value, double[] begin, double[] end)
    {
        long Clamp(double at, long length) => (long)Math.Clamp(at < 0 ? at + length : at, 0, length);
        var (rows, columns) = (value.Shape[0], value.Shape[1]);
        var (top, left, right) = (Clamp(begin[0], rows), Clamp(begin[1], columns), Clamp(end[1], columns));
        return Nd.Make([(rows - top + 1) / 2, Math.Max(0, right - left)], i => value[top + (2 * i[0]), left + i[1]]);
    }
}
