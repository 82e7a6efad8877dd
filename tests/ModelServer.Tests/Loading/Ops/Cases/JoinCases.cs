namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Joining and splitting.</summary>
internal static class JoinCases
{
    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("ConcatV2").On(Kinds.All).Feed(Nd.Random(1, 2, 1), Nd.Random(2, 2, 3), Arg.Int(-1).Baked()).Feed(Nd.Of([0, 2]), Nd.Of([0, 3]), Arg.Int(-1).Baked()).Is(x => Concat(x[0], x[1], 1)),
        OpCase.For("Concat").On(Kinds.All).Feed(Arg.Int(0).Baked(), Nd.Random(1, 2, 3), Nd.Random(2, 1, 3)).Feed(Arg.Int(0).Baked(), Nd.Of([0, 3]), Nd.Random(2, 1, 3)).Is(x => Concat(x[1], x[2], 0)),
        OpCase.For("ParallelConcat").Feed(Nd.Random(1, 1, 3), Nd.Random(2, 1, 3)).Is(x => Concat(x[0], x[1], 0)),
        OpCase.For("Pack").On(Kinds.All).With("axis", -1L).Feed(Nd.Random(1, 2, 3), Nd.Random(2, 2, 3)).Feed(Nd.Of([0]), Nd.Of([0])).Feed(Nd.Scalar(1), Nd.Scalar(2)).Is(x => Nd.Make([.. x[0].Shape, 2], i => x[i[^1]][i[..^1]])),
        OpCase.For("Pack", "first axis").Feed(Nd.Random(1, 2, 3), Nd.Random(2, 2, 3)).Is(x => Nd.Make([2, .. x[0].Shape], i => x[i[0]][i[1..]])),
        OpCase.For("Unpack").On(Kinds.All).With("num", 3L).With("axis", -1L).Gives(null, null, null).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Of([0, 3])).Are(x => [.. Enumerable.Range(0, 3).Select(part => Nd.Make([x[0].Shape[0]], i => x[0][i[0], part]))]),
        OpCase.For("Unpack", "one").With("num", 1L).Feed(Nd.Random(1, 1, 3)).Is(x => x[0] with { Shape = [3] }),
        OpCase.For("Split").On(Kinds.All).With("num_split", 2L).Gives(null, null).Feed(Arg.Int(-1).Baked(), Nd.Random(1, 2, 4)).Feed(Arg.Int(-1).Baked(), Nd.Random(1, 3, 6)).Feed(Arg.Int(-1).Baked(), Nd.Of([0, 2])).Are(x => Parts(x[1], x[1].Shape[1] / 2, x[1].Shape[1] / 2)),
        OpCase.For("SplitV").On(Kinds.All).With("num_split", 2L).Gives(null, null).Feed(Nd.Random(1, 2, 4), Arg.Ints(1, 3).Baked(), Arg.Int(1).Baked()).Are(x => Parts(x[0], 1, 3)),
        OpCase.For("SplitV", "the rest").With("num_split", 3L).Gives(null, null, null).Feed(Nd.Random(1, 2, 4), Arg.Ints(1, -1, 2).Baked(), Arg.Int(-1).Baked()).Feed(Nd.Random(1, 2, 9), Arg.Ints(1, -1, 2).Baked(), Arg.Int(-1).Baked()).Are(x => Parts(x[0], 1, x[0].Shape[1] - 3, 2)),
        OpCase.For("SplitV", "computed sizes").With("num_split", 2L).Gives(null, null).Feed(Nd.Random(1, 2, 4), Arg.Ints(1, 3), Arg.Int(1).Baked()).Feed(Nd.Random(1, 2, 7), Arg.Ints(3, -1), Arg.Int(1).Baked()).Are(x => Parts(x[0], (long)x[1].Values[0], x[0].Shape[1] - (long)x[1].Values[0])),
    ];

    private static Nd Concat(Nd left, Nd right, int axis)
    {
        var length = left.Shape[axis];
        return Nd.Make([.. left.Shape.Select((size, i) => i == axis ? size + right.Shape[i] : size)], i =>
            i[axis] < length ? left[i] : right[[.. i.Select((at, j) => j == axis ? at - length : at)]]);
    }

    private static Nd[] Parts(Nd value, params long[] sizes)
    {
        var begin = 0L;
        return [.. sizes.Select(size => Nd.Make([value.Shape[0], size], (begin += size) is var end ? i => value[i[0], end - size + i[1]] : null!))];
    }
}
