using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Reductions along constant and computed axes, of none, and of what is not a number.</summary>
internal static class ReductionCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. Of("Sum", Kinds.Numbers, Enumerable.Sum), .. Of("Prod", Kinds.Numbers, values => values.Aggregate(1.0, (x, y) => x * y)),
        .. Of("Max", [.. Kinds.Numbers, DataType.BFloat16, DataType.UInt8], Enumerable.Max), .. Of("Min", [.. Kinds.Numbers, DataType.UInt8], Enumerable.Min),
        .. Of("Mean", Kinds.Smooth, Enumerable.Average), .. Of("EuclideanNorm", Kinds.Floats, values => Math.Sqrt(values.Sum(x => x * x))),
        .. Of("All", [DataType.Bool], values => values.All(x => x != 0) ? 1 : 0), .. Of("Any", [DataType.Bool], values => values.Any(x => x != 0) ? 1 : 0),
        Empty("Sum", DataType.Float, 0), Empty("Prod", DataType.Float, 1), Empty("Max", DataType.Float, double.NegativeInfinity), Empty("Min", DataType.Float, double.PositiveInfinity),
        Empty("Mean", DataType.Float, double.NaN), Empty("Mean", DataType.Double, double.NaN), Empty("Mean", DataType.Half, double.NaN), Empty("EuclideanNorm", DataType.Float, 0),
        Empty("Max", DataType.Int32, int.MinValue), Empty("Min", DataType.Int32, int.MaxValue), Empty("Max", DataType.UInt8, 0), Empty("Min", DataType.UInt8, 255), Empty("Sum", DataType.Int64, 0), Empty("Prod", DataType.Int32, 1),
        Empty("Max", DataType.Double, double.NegativeInfinity), Empty("Min", DataType.Half, double.PositiveInfinity), Empty("All", DataType.Bool, 1), Empty("Any", DataType.Bool, 0),
        OpCase.For("Mean", "integers").On(DataType.Int32, DataType.Int64).Feed(Nd.Of([2, 2], 1, 3, 10, 20), Arg.Ints(1)).Is(_ => Nd.Vector(2, 15)),
        OpCase.For("Mean", "none of some axes").Feed(Nd.Of([2, 0, 3]), Arg.Ints(-2)).Feed(Nd.Of([2, 2, 1], 1, 3, 5, 9), Arg.Ints(-2)).Is(x => x[0].Count == 0 ? Nd.Of([2, 3], Enumerable.Repeat(double.NaN, 6).ToArray()) : Nd.Of([2, 1], 2, 7)),
        NotANumber("Max"), NotANumber("Min"), NotANumber("Sum"), NotANumber("Mean"),
        OpCase.For("L2Loss").On(Kinds.Floats).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Of([0])).Is(x => Nd.Scalar(x[0].Values.Sum(v => v * v) / 2)),
    ];

    private static OpCase[] Of(string op, DataType[] types, Func<IEnumerable<double>, double> function) =>
    [
        OpCase.For(op).On(types).Feed(Nd.Random(5, 2, 3, 4), Arg.Ints(0, -1).Baked()).Feed(Nd.Random(6, 1, 2, 2), Arg.Ints(0, -1).Baked()).Is(x => x[0].Reduce([0, -1], false, function)),
        OpCase.For(op, "computed axes").On(types[0]).Feed(Nd.Random(5, 2, 3, 4), Arg.Ints(1)).Feed(Nd.Random(6, 3, 2), Arg.Ints(0, 1)).Feed(Nd.Of([0, 2]), Arg.Ints(1)).Feed(Nd.Of([0, 2, 3]), Arg.Ints(-1, -2)).Is(x => x[0].Reduce([.. x[1].Values.Select(v => (long)v)], false, function)),
        OpCase.For(op, "last axis").On(types[0]).Feed(Nd.Random(5, 2, 3), Arg.Int(-1).Baked()).Feed(Nd.Of([0, 3]), Arg.Int(-1).Baked()).Is(x => x[0].Reduce([-1], false, function)),
        OpCase.For(op, "kept axes").On(types[0]).With("keep_dims", true).Feed(Nd.Random(5, 2, 3, 4), Arg.Int(-2)).Is(x => x[0].Reduce([-2], true, function)),
    ];

    private static OpCase Empty(string op, DataType type, double expected) =>
        OpCase.For(op, "none").On(type).Feed(Nd.Of([0, 2]), Arg.Ints(0)).Is(_ => Nd.Vector(expected, expected));

    private static OpCase NotANumber(string op) => OpCase.For(op, "not a number").On(DataType.Float, DataType.Double)
        .Feed(Nd.Of([2, 2], double.NaN, 1, 3, double.NaN), Arg.Ints(1)).Is(_ => Nd.Vector(double.NaN, double.NaN));
}
