using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Groups of rows.</summary>
internal static class SegmentCases
{
    private static readonly DataType[] Types = [DataType.Float, DataType.Int32, DataType.Int64];

    public static IEnumerable<OpCase> All =>
    [
        Unsorted("UnsortedSegmentSum", 0, (a, b) => a + b), Unsorted("UnsortedSegmentProd", 1, (a, b) => a * b),
        Unsorted("UnsortedSegmentMax", -100, Math.Max), Unsorted("UnsortedSegmentMin", 100, Math.Min),
        OpCase.For("UnsortedSegmentMax", "none").Feed(Nd.Vector(1), Arg.Ints(1), Arg.Int(2)).Is(_ => Nd.Vector(float.MinValue, 1)),
        Sorted("SegmentSum", 0, (a, b) => a + b), Sorted("SegmentProd", 1, (a, b) => a * b),
        OpCase.For("SegmentMean").Feed(Nd.Random(1, 4, 2), Arg.Ints(0, 0, 2, 2)).Is(x => Nd.Make([3, 2], i => i[0] == 1 ? 0 : (x[0][i[0], i[1]] + x[0][i[0] + 1, i[1]]) / 2)),
        OpCase.For("DynamicPartition").On(Kinds.All).With("num_partitions", 3L).Gives(null, null, null).Feed(Nd.Random(1, 4, 2), Arg.Ints(2, 0, 2, 0)).Feed(Nd.Of([0, 2]), Arg.Ints())
            .Are(x => [.. Enumerable.Range(0, 3).Select(part => Enumerable.Range(0, x[1].Count).Where(row => x[1].Values[row] == part).ToArray() is var rows ? Nd.Make([rows.Length, 2], i => x[0][rows[i[0]], i[1]]) : x[0])]),
        Stitch("DynamicStitch"), Stitch("ParallelDynamicStitch"),
    ];

    private static OpCase Stitch(string op) => OpCase.For(op).On(Kinds.Numbers).Feed(Arg.Int(1), Arg.Ints(0, 3, 1), Nd.Random(1, 2), Nd.Random(2, 3, 2)).Is(x => Nd.Make([4, 2], i => i[0] switch { 0 => x[3][0, i[1]], 1 => x[3][2, i[1]], 3 => x[3][1, i[1]], _ => 0 }));

    private static OpCase Unsorted(string op, double start, Func<double, double, double> function) => OpCase.For(op).On(Types)
        .Feed(Nd.Random(1, 5, 2), Arg.Ints(1, 0, 1, -1, 1), Arg.Int(2)).Feed(Nd.Random(2, 2, 2), Arg.Of(DataType.Int32, Nd.Of([2, 2], 0, 1, 1, 1)), Arg.Int(2))
        .Is(x => Group(x[0], x[1], (long)x[2].Values[0], start, function));

    private static OpCase Sorted(string op, double start, Func<double, double, double> function) => OpCase.For(op).On(Types)
        .Feed(Nd.Random(1, 5, 2), Arg.Ints(0, 0, 1, 3, 3)).Feed(Nd.Of([0, 2]), Arg.Ints()).Is(x => Group(x[0], x[1], x[1].Count == 0 ? 0 : (long)x[1].Values[^1] + 1, start, function));

    private static Nd Group(Nd values, Nd ids, long count, double start, Func<double, double, double> function)
    {
        var result = Nd.Make([count, .. values.Shape[ids.Rank..]], _ => start);
        var width = ids.Count == 0 ? 1 : values.Count / ids.Count;
        for (var i = 0; i < values.Count; i++)
        {
            var id = (int)ids.Values[i / width];
            if (id >= 0)
            {
                result.Values[(id * width) + (i % width)] = function(result.Values[(id * width) + (i % width)], values.Values[i]);
            }
        }

        return result;
    }
}
