using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Largest and smallest elements, running sums, places in sorted lists.</summary>
internal static class OrderCases
{
    private static readonly Nd Ties = Nd.Of([2, 4], 3, 9, 9, -5, 7, 7, 1, 0);

    public static IEnumerable<OpCase> All =>
    [
        .. Extreme("ArgMax", values => values.Max()), .. Extreme("ArgMin", values => values.Min()),
        OpCase.For("TopKV2").On([.. Kinds.Numbers, DataType.UInt8]).Gives(null, DataType.Int32).Feed(Ties, Arg.Int(3)).Feed(Nd.Random(4, 2, 2, 5), Arg.Int(2)).Feed(Nd.Of([0, 4]), Arg.Int(1)).Are(x => Top(x[0], (long)x[1].Values[0])),
        OpCase.For("TopK").With("k", 2L).Gives(null, DataType.Int32).Feed(Ties).Are(x => Top(x[0], 2)),
        .. from exclusive in new[] { false, true } from reverse in new[] { false, true } from @case in new[] { Cumulative(exclusive, reverse), CumulativeProduct(exclusive, reverse) } select @case,
        OpCase.For("Cumprod", "last axis").Feed(Nd.Random(1, 2, 3), Arg.Int(-1).Baked()).Feed(Nd.Of([0, 3]), Arg.Int(-1).Baked()).Feed(Nd.Of([2, 0]), Arg.Int(-1).Baked())
            .Is(x => Nd.Make(x[0].Shape, i => Enumerable.Range(0, (int)i[1] + 1).Aggregate(1.0, (product, k) => product * x[0][i[0], k]))),
        OpCase.For("Bucketize").On(Kinds.Numbers).With("boundaries", new Inference.Protos.AttrValue { List = new() { F = { 0, 2.5f, 10 } } }).Gives(DataType.Int32)
            .Feed(Nd.Vector(-1, 0, 2, 3, 10, 99)).Feed(Nd.Of([2, 0])).Is(x => x[0].Map(v => new[] { 0, 2.5, 10 }.Count(b => b <= v))),
        OpCase.For("Bucketize", "not a number").With("boundaries", new Inference.Protos.AttrValue { List = new() { F = { 0, 1 } } }).Gives(DataType.Int32).Feed(Nd.Vector(double.NaN)).Is(_ => Nd.Vector(2)),
        OpCase.For("BoostedTreesBucketize").With("num_features", 2L).Gives(DataType.Int32, DataType.Int32)
            .Feed(Nd.Vector(-1, 0, 0.5, 2.5, 9, double.NaN), Nd.Vector(4, 7), Nd.Vector(0, 2.5, 3), Nd.Vector(5)).Feed(Nd.Of([0]), Nd.Vector(1), Nd.Vector(1, 2), Nd.Of([0]))
            .Are(x => [Bucket(x[0], x[2]), Bucket(x[1], x[3])]),
        Place("LowerBound", (element, value) => element < value), Place("UpperBound", (element, value) => element <= value),
        Distinct("Unique", [null, DataType.Int32]), Distinct("UniqueWithCounts", [null, DataType.Int32, DataType.Int32]),
        OpCase.For("ListDiff").On(Kinds.Numbers).Gives(null, DataType.Int32).Feed(Nd.Vector(3, 1, 3, 2, 1, 5), Nd.Vector(1, 4)).Feed(Nd.Vector(7, 2), Nd.Of([0])).Feed(Nd.Of([0]), Nd.Vector(1)).Feed(Nd.Vector(7), Nd.Vector(7, 7))
            .Are(x => [.. x[0].Values.Index().Where(element => !x[1].Values.Contains(element.Item)).ToArray() is var kept ? new[] { Nd.Vector([.. kept.Select(element => element.Item)]), Nd.Vector([.. kept.Select(element => (double)element.Index)]) } : []]),
        OpCase.For("Unique", "long places").With("out_idx", DataType.Int64).Gives(null, DataType.Int64).Feed(Nd.Vector(5, 5, 2)).Are(_ => [Nd.Vector(5, 2), Nd.Vector(0, 0, 1)]),
    ];

    private static Nd Bucket(Nd values, Nd boundaries) => values.Map(v => Math.Max(0, Math.Min(boundaries.Values.Count(b => b < v), boundaries.Count - 1)));

    private static IEnumerable<OpCase> Extreme(string op, Func<IEnumerable<double>, double> extreme)
    {
        Nd First(Nd value) => value.Reduce([-1], false, line => line.ToList().IndexOf(extreme(line)));
        yield return OpCase.For(op).On([.. Kinds.Numbers, DataType.UInt8]).Gives(DataType.Int64).Feed(Ties, Arg.Int(-1).Baked()).Feed(Nd.Random(1, 2, 3, 4), Arg.Int(-1).Baked()).Feed(Nd.Of([0, 4]), Arg.Int(-1).Baked()).Is(x => First(x[0]));
        yield return OpCase.For(op, "short places").With("output_type", DataType.Int32).Gives(DataType.Int32).Feed(Ties, Arg.Int(1).Baked()).Is(x => First(x[0]));
    }

    private static Nd[] Top(Nd value, long count)
    {
        var rows = value.Values.Chunk((int)value.Shape[^1]).Select(row => row.Index().OrderByDescending(element => element.Item).Take((int)count).ToArray()).ToArray();
        long[] shape = [.. value.Shape[..^1], count];
        return [Nd.Of(shape, [.. rows.SelectMany(row => row.Select(element => element.Item))]), Nd.Of(shape, [.. rows.SelectMany(row => row.Select(element => (double)element.Index))])];
    }

    private static OpCase Cumulative(bool exclusive, bool reverse) => OpCase.For("Cumsum", $"{exclusive} {reverse}").On(Kinds.Numbers)
        .With("exclusive", exclusive).With("reverse", reverse).Feed(Nd.Random(1, 3, 2), Arg.Int(0)).Feed(Nd.Random(1, 4, 2), Arg.Int(-2)).Feed(Nd.Of([0, 2]), Arg.Int(0))
        .Is(x => Nd.Make(x[0].Shape, i => Enumerable.Range(0, (int)x[0].Shape[0]).Where(k => (reverse ? k > i[0] : k < i[0]) || (!exclusive && k == i[0])).Sum(k => x[0][k, i[1]])));

    private static OpCase CumulativeProduct(bool exclusive, bool reverse) => OpCase.For("Cumprod", $"{exclusive} {reverse}").On([.. Kinds.Numbers, DataType.Half, DataType.UInt8])
        .With("exclusive", exclusive).With("reverse", reverse).Feed(Nd.Random(1, 3, 2), Arg.Int(0).Baked()).Feed(Nd.Of([0, 2]), Arg.Int(0).Baked()).Feed(Nd.Of([2, 1], double.NaN, 2), Arg.Int(0).Baked())
        .Is(x => Nd.Make(x[0].Shape, i => Enumerable.Range(0, (int)x[0].Shape[0]).Where(k => (reverse ? k > i[0] : k < i[0]) || (!exclusive && k == i[0])).Aggregate(1.0, (product, k) => product * x[0][k, i[1]])));

    private static OpCase Place(string op, Func<double, double, bool> before) => OpCase.For(op).On(DataType.Float, DataType.Int32).Gives(DataType.Int32)
        .Feed(Nd.Of([2, 4], 1, 3, 3, 5, 0, 0, 2, 9), Nd.Of([2, 3], 3, 0, 9, 0, 1, 10)).Is(x => Nd.Make(x[1].Shape, i => Enumerable.Range(0, 4).Count(k => before(x[0][i[0], k], x[1][i]))));

    private static OpCase Distinct(string op, DataType?[] outputs) => OpCase.For(op).On(Kinds.Numbers).Gives(outputs)
        .Feed(Nd.Vector(3, 1, 3, 2, 1, 3)).Feed(Nd.Vector(7)).Feed(Nd.Of([0])).Are(x =>
        {
            var distinct = x[0].Values.Distinct().ToArray();
            Nd[] all = [Nd.Vector(distinct), x[0].Map(v => Array.IndexOf(distinct, v)), Nd.Vector([.. distinct.Select(v => (double)x[0].Values.Count(w => w == v))])];
            return all[..outputs.Length];
        });
}
