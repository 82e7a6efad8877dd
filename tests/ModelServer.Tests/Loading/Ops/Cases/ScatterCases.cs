using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Writing at positions, also where several writes meet.</summary>
internal static class ScatterCases
{
    private static readonly Arg Cells = Arg.Of(DataType.Int32, Nd.Of([4, 2], 2, 1, 0, 0, 2, 1, 1, 0));
    private static readonly Arg Rows = Arg.Of(DataType.Int32, Nd.Of([2, 2, 1], 2, 0, 2, 1));

    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("ScatterNd").On(Kinds.Numbers).Feed(Cells, Nd.Random(1, 4), Arg.Ints(3, 2)).Feed(Rows, Nd.Random(2, 2, 2, 3), Arg.Ints(4, 3)).Feed(Arg.Of(DataType.Int32, Nd.Of([0, 1])), Nd.Of([0, 3]), Arg.Ints(2, 3))
            .Is(x => Scatter(Nd.Make([.. x[2].Values.Select(v => (long)v)], _ => 0), x[0], x[1], (a, b) => a + b)),
        OpCase.For("ScatterNd", "many to one").Feed(Arg.Of(DataType.Int32, Nd.Make([50_000, 1], _ => 1)), Nd.Make([50_000], _ => 1), Arg.Ints(2)).Is(_ => Nd.Vector(0, 50_000)),
        Update("TensorScatterAdd", (a, b) => a + b), Update("TensorScatterSub", (a, b) => a - b), Update("TensorScatterMax", Math.Max), Update("TensorScatterMin", Math.Min),
        OpCase.For("TensorScatterUpdate").On(Kinds.All).Feed(Nd.Random(1, 3, 2), Arg.Of(DataType.Int32, Nd.Of([2, 1], 2, 0)), Nd.Random(2, 2, 2)).Feed(Nd.Random(1, 3, 2), Arg.Of(DataType.Int32, Nd.Of([0, 1])), Nd.Of([0, 2])).Is(x => Scatter(x[0], x[1], x[2], (_, b) => b)),
    ];

    private static OpCase Update(string op, Func<double, double, double> function) => OpCase.For(op).On(Kinds.Numbers)
        .Feed(Nd.Random(1, 3, 2), Cells, Nd.Random(2, 4)).Feed(Nd.Random(3, 3, 2), Rows, Nd.Random(4, 2, 2, 2)).Feed(Nd.Random(1, 3, 2), Arg.Of(DataType.Int32, Nd.Of([0, 1])), Nd.Of([0, 2])).Is(x => Scatter(x[0], x[1], x[2], function));

    private static Nd Scatter(Nd data, Nd indices, Nd updates, Func<double, double, double> function)
    {
        var result = data with { Values = [.. data.Values] };
        var depth = (int)indices.Shape[^1];
        Nd.Make(updates.Shape, i =>
        {
            var head = i[..(indices.Rank - 1)];
            long[] target = [.. Enumerable.Range(0, depth).Select(k => (long)indices[[.. head, k]]), .. i[head.Length..]];
            var flat = target.Zip(data.Shape).Aggregate(0L, (sum, pair) => (sum * pair.Second) + pair.First);
            result.Values[flat] = function(result.Values[flat], updates[i]);
            return 0;
        });
        return result;
    }
}
