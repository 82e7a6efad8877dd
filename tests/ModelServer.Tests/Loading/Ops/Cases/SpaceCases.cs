using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Blocks of pixels moved into channels or into the batch, and back.</summary>
internal static class SpaceCases
{
    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("SpaceToDepth").On(Kinds.Numbers).With("block_size", 2L).Feed(Nd.Random(1, 2, 4, 6, 3)).Feed(Nd.Of([0, 4, 4, 2])).Is(x => Nd.Make([x[0].Shape[0], x[0].Shape[1] / 2, x[0].Shape[2] / 2, x[0].Shape[3] * 4], i =>
            x[0][i[0], (i[1] * 2) + (i[3] / x[0].Shape[3] / 2), (i[2] * 2) + (i[3] / x[0].Shape[3] % 2), i[3] % x[0].Shape[3]])),
        OpCase.For("DepthToSpace").On(Kinds.Numbers).With("block_size", 2L).Feed(Nd.Random(1, 2, 2, 3, 8)).Feed(Nd.Of([0, 2, 2, 4])).Is(x => Nd.Make([x[0].Shape[0], x[0].Shape[1] * 2, x[0].Shape[2] * 2, x[0].Shape[3] / 4], i =>
            x[0][i[0], i[1] / 2, i[2] / 2, (((i[1] % 2 * 2) + (i[2] % 2)) * (x[0].Shape[3] / 4)) + i[3]])),
        OpCase.For("SpaceToBatchND").On(Kinds.All).Feed(Nd.Random(1, 2, 3, 4, 2), Arg.Ints(2, 3).Baked(), Table(1, 0, 0, 2)).Feed(Nd.Random(1, 1, 5, 1, 3), Arg.Ints(2, 3).Baked(), Table(1, 0, 0, 2)).Is(x => ToBatch(x[0], 2, 3, x[2])),
        OpCase.For("SpaceToBatchND", "one dimension").Feed(Nd.Random(1, 2, 4), Arg.Ints(2).Baked(), Arg.Of(DataType.Int32, Nd.Of([1, 2], 1, 1))).Is(x => Nd.Make([4, 3], i => (i[1] * 2) + (i[0] / 2) - 1 is var at and >= 0 and < 4 ? x[0][i[0] % 2, at] : 0)),
        OpCase.For("SpaceToBatch").With("block_size", 2L).Feed(Nd.Random(1, 1, 3, 4, 1), Table(1, 0, 0, 0)).Is(x => ToBatch(x[0], 2, 2, x[1])),
        OpCase.For("BatchToSpaceND").On(Kinds.All).Feed(Nd.Random(1, 6, 2, 2, 2), Arg.Ints(2, 3).Baked(), Table(1, 0, 0, 2)).Feed(Nd.Random(1, 12, 1, 3, 1), Arg.Ints(2, 3).Baked(), Table(1, 0, 0, 2)).Is(x => ToSpace(x[0], 2, 3, x[2])),
        OpCase.For("BatchToSpace").With("block_size", 2L).Feed(Nd.Random(1, 4, 2, 2, 1), Table(0, 1, 1, 0)).Is(x => ToSpace(x[0], 2, 2, x[1])),
    ];

    private static Arg Table(params double[] values) => Arg.Of(DataType.Int32, Nd.Of([2, 2], values));

    private static Nd ToBatch(Nd x, long tall, long wide, Nd pads)
    {
        var (n, h, w, c) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var (rows, columns) = (h + (long)(pads[0, 0] + pads[0, 1]), w + (long)(pads[1, 0] + pads[1, 1]));
        return Nd.Make([n * tall * wide, rows / tall, columns / wide, c], i =>
        {
            var (block, image) = (i[0] / n, i[0] % n);
            var (row, column) = ((i[1] * tall) + (block / wide) - (long)pads[0, 0], (i[2] * wide) + (block % wide) - (long)pads[1, 0]);
            return row >= 0 && row < h && column >= 0 && column < w ? x[image, row, column, i[3]] : 0;
        });
    }

    private static Nd ToSpace(Nd x, long tall, long wide, Nd crops)
    {
        var n = x.Shape[0] / tall / wide;
        return Nd.Make([n, (x.Shape[1] * tall) - (long)(crops[0, 0] + crops[0, 1]), (x.Shape[2] * wide) - (long)(crops[1, 0] + crops[1, 1]), x.Shape[3]], i =>
        {
            var (row, column) = (i[1] + (long)crops[0, 0], i[2] + (long)crops[1, 0]);
            return x[(((row % tall * wide) + (column % wide)) * n) + i[0], row / tall, column / wide, i[3]];
        });
    }
}
