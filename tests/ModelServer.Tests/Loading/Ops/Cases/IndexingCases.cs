using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Reading at positions.</summary>
internal static class IndexingCases
{
    public static IEnumerable<OpCase> All =>
    [
        Rows("Gather"), Rows("ResourceGather"),
        OpCase.For("GatherV2").On(Kinds.All).Typed("Tparams").Feed(Nd.Random(1, 2, 4), Arg.Ints(3, 0, 3), Arg.Int(-1).Baked()).Feed(Nd.Random(1, 3, 2), Arg.Ints(1), Arg.Int(-1).Baked()).Feed(Nd.Of([0, 2]), Arg.Ints(1), Arg.Int(-1).Baked())
            .Is(x => Nd.Make([x[0].Shape[0], x[1].Count], i => x[0][i[0], (long)x[1][i[1]]])),
        OpCase.For("GatherV2", "an index").Feed(Nd.Random(1, 3, 2), Arg.Int(2), Arg.Int(0).Baked()).Is(x => Nd.Make([2], i => x[0][2, i[0]])),
        OpCase.For("GatherV2", "constant indices").Feed(Nd.Random(1, 3, 2), Arg.Ints(2, 0).Baked(), Arg.Int(0).Baked()).Is(x => Nd.Make([2, 2], i => x[0][i[0] == 0 ? 2 : 0, i[1]])),
        OpCase.For("GatherV2", "batches").With("batch_dims", 1L).Feed(Nd.Random(1, 2, 3, 2), Arg.Of(DataType.Int64, Nd.Of([2, 2], 2, 0, 1, 1)), Arg.Int(1).Baked()).Is(x => Nd.Make([2, 2, 2], i => x[0][i[0], (long)x[1][i[0], i[1]], i[2]])),
        .. new[] { 2.0, -1 }.Select(axis => OpCase.For("GatherV2", $"batches before axis {axis}").On(DataType.Float, DataType.Int32, DataType.Bool).Typed("Tparams").With("batch_dims", 1L)
            .Feed(Nd.Random(1, 2, 3, 4), new Arg(Nd.Of([2, 2], 3, 0, 1, 1), DataType.Int32), Arg.Int(axis).Baked()).Feed(Nd.Random(2, 3, 2, 5), new Arg(Nd.Of([3, 1], 4, 2, 0), DataType.Int32), Arg.Int(axis).Baked()).Feed(Nd.Of([0, 2, 5]), new Arg(Nd.Of([0, 3]), DataType.Int32), Arg.Int(axis).Baked())
            .Is(x => Nd.Make([x[0].Shape[0], x[0].Shape[1], x[1].Shape[1]], i => x[0][i[0], i[1], (long)x[1][i[0], i[2]]]))),
        OpCase.For("GatherV2", "batches, passed axes and a rest").With("batch_dims", 1L).Feed(Nd.Random(1, 2, 3, 4, 2), new Arg(Nd.Of([2, 1, 2], 3, 0, 1, 1), DataType.Int64), Arg.Int(2).Baked())
            .Is(x => Nd.Make([2, 3, 1, 2, 2], i => x[0][i[0], i[1], (long)x[1][i[0], i[2], i[3]], i[4]])),
        OpCase.For("GatherV2", "one index for each of the batch").With("batch_dims", 1L).Feed(Nd.Random(1, 2, 3, 4), Arg.Ints(3, 1), Arg.Int(-1).Baked()).Is(x => Nd.Make([2, 3], i => x[0][i[0], i[1], (long)x[1][i[0]]])),
        Point("GatherNd"), Point("ResourceGatherNd"),
        OpCase.For("Where").On([.. Kinds.Numbers, DataType.Bool, DataType.UInt8]).Gives(DataType.Int64).Feed(Nd.Of([2, 3], 0, 1, 0, 2, 3, 0)).Feed(Nd.Of([0, 2])).Feed(Nd.Vector(0, 1)).Is(x => Places(x[0])),
        OpCase.For("Where", "not a number").Gives(DataType.Int64).Feed(Nd.Vector(double.NaN, 0, double.NegativeInfinity)).Is(_ => Nd.Of([2, 1], 0, 2)),
        .. new[] { -1, 0, 1 }.Select(OneHot),
        OpCase.For("InvertPermutation").On(DataType.Int32, DataType.Int64).Feed(Nd.Vector(2, 0, 3, 1)).Feed(Nd.Of([0])).Is(x => x[0].Map(v => v) with { Values = [.. Enumerable.Range(0, x[0].Count).Select(v => (double)Array.IndexOf(x[0].Values, v))] }),
        OpCase.For("UnravelIndex").On(DataType.Int32, DataType.Int64).Typed("Tidx").Feed(Nd.Vector(22, 5, 0), new Arg(Nd.Vector(2, 3, 4)).Baked()).Is(x => Nd.Make([3, 3], i => new[] { Math.Floor(x[0][i[1]] / 12), Math.Floor(x[0][i[1]] / 4) % 3, x[0][i[1]] % 4 }[i[0]])),
    ];

    private static OpCase Rows(string op) => OpCase.For(op).On(Kinds.All).Typed(op == "Gather" ? "Tparams" : "dtype").Feed(Nd.Random(1, 4, 2), Arg.Of(DataType.Int64, Nd.Of([2, 2], 3, 0, 0, 1))).Feed(Nd.Random(1, 2, 2), Arg.Of(DataType.Int64, Nd.Of([0, 2])))
        .Is(x => Nd.Make([.. x[1].Shape, 2], i => x[0][(long)x[1][i[..2]], i[2]]));

    private static OpCase Point(string op) => OpCase.For(op).On(Kinds.All).Typed("Tparams").Feed(Nd.Random(1, 3, 2, 2), Arg.Of(DataType.Int32, Nd.Of([2, 2], 2, 1, 0, 0))).Feed(Nd.Random(1, 3, 2, 4), Arg.Of(DataType.Int32, Nd.Of([0, 2])))
        .Is(x => Nd.Make([x[1].Shape[0], x[0].Shape[2]], i => x[0][(long)x[1][i[0], 0], (long)x[1][i[0], 1], i[1]]));

    private static Nd Places(Nd value)
    {
        List<double> places = [];
        Nd.Make(value.Shape, i =>
        {
            if (value[i] != 0)
            {
                places.AddRange(i.Select(at => (double)at));
            }

            return 0;
        });
        return Nd.Of([places.Count / value.Rank, value.Rank], [.. places]);
    }

    private static OpCase OneHot(int axis) => OpCase.For("OneHot", $"{axis}").On(Kinds.All).With("axis", (long)axis)
        .Feed(Arg.Of(DataType.Int64, Nd.Of([2, 2], 1, -1, 3, 0)), Arg.Int(3), Nd.Scalar(1), Nd.Scalar(0)).Feed(Arg.Of(DataType.Int64, Nd.Of([0, 2])), Arg.Int(2), Nd.Scalar(1), Nd.Scalar(0))
        .Is(x =>
        {
            var place = axis < 0 ? 2 : axis;
            return Nd.Make([.. x[0].Shape[..place], (long)x[1].Values[0], .. x[0].Shape[place..]], i => x[0][[.. i[..place], .. i[(place + 1)..]]] == i[place] ? 1 : 0);
        });
}
