using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Comparisons, logic, and choosing by them.</summary>
internal static class LogicCases
{
    private static readonly Nd Special = Nd.Vector(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, 2);

    public static IEnumerable<OpCase> All =>
    [
        Compare("Less", (x, y) => x < y), Compare("LessEqual", (x, y) => x <= y), Compare("Greater", (x, y) => x > y), Compare("GreaterEqual", (x, y) => x >= y),
        Compare("Equal", (x, y) => x == y), Compare("NotEqual", (x, y) => x != y),
        OpCase.For("Equal", "booleans").On(DataType.Bool).Gives(DataType.Bool).Feed(Nd.Vector(0, 1, 1), Nd.Vector(0, 0, 1)).Is(_ => Nd.Vector(1, 0, 1)),
        OpCase.For("NotEqual", "booleans").On(DataType.Bool).Gives(DataType.Bool).Feed(Nd.Vector(0, 1, 1), Nd.Vector(0, 0, 1)).Is(_ => Nd.Vector(0, 1, 0)),
        Logic("LogicalAnd", (x, y) => x && y), Logic("LogicalOr", (x, y) => x || y), Logic("LogicalXor", (x, y) => x != y),
        OpCase.For("LogicalNot").On(DataType.Bool).Feed(Nd.Vector(0, 1)).Feed(Nd.Of([0])).Is(x => x[0].Map(v => 1 - v)),
        Test("IsNan", double.IsNaN), Test("IsInf", double.IsInfinity), Test("IsFinite", double.IsFinite),
        OpCase.For("ApproximateEqual").With("tolerance", 0.1f).Gives(DataType.Bool).Feed(Nd.Vector(1, 2), Nd.Vector(1.05, 2.2)).Is(_ => Nd.Vector(1, 0)),
        OpCase.For("SelectV2").On(Kinds.All)
            .Feed(Condition(1, 0, 1, 1), Nd.Random(1, 3, 4), Nd.Random(2, 4)).Feed(Condition(0), Nd.Random(1, 3, 1), Nd.Random(2, 1, 4)).Feed(Condition(0), Nd.Of([0, 2]), Nd.Scalar(1))
            .Is(x => Nd.Make(Nd.Broadcast(x[0].Shape, Nd.Broadcast(x[1].Shape, x[2].Shape)), i => x[0][i] != 0 ? x[1][i] : x[2][i])),
        OpCase.For("SelectV2", "not a number").Feed(Condition(1, 0), Nd.Vector(1, double.NaN), Nd.Vector(double.NaN, 2)).Is(_ => Nd.Vector(1, 2)),
        OpCase.For("Select").On(Kinds.All)
            .Feed(Condition(1, 0, 1), Nd.Random(1, 3, 2), Nd.Random(2, 3, 2)).Feed(Condition(), Nd.Of([0, 2]), Nd.Of([0, 2])).Feed(Arg.Of(DataType.Bool, Nd.Scalar(1)), Nd.Random(1, 3, 2), Nd.Random(2, 3, 2))
            .Is(x => Nd.Make(x[1].Shape, i => x[0].Values[x[0].Rank == 0 ? 0 : i[0]] != 0 ? x[1][i] : x[2][i])),
    ];

    private static Arg Condition(params double[] values) => Arg.Of(DataType.Bool, Nd.Vector(values));

    private static OpCase Compare(string op, Func<double, double, bool> function) => OpCase.For(op).On([.. Kinds.Numbers, DataType.UInt8, DataType.Half]).Gives(DataType.Bool)
        .Feed(Nd.Random(1, 3, 4), Nd.Random(2, 4)).Feed(Nd.Vector(1, 2, 3), Nd.Scalar(2)).Feed(Nd.Of([0, 4]), Nd.Scalar(2)).Is(x => x[0].Zip(x[1], (a, b) => function(a, b) ? 1 : 0));

    private static OpCase Logic(string op, Func<bool, bool, bool> function) => OpCase.For(op).On(DataType.Bool)
        .Feed(Nd.Vector(0, 0, 1, 1), Nd.Vector(0, 1, 0, 1)).Feed(Nd.Of([0, 2]), Nd.Scalar(1)).Is(x => x[0].Zip(x[1], (a, b) => function(a != 0, b != 0) ? 1 : 0));

    private static OpCase Test(string op, Func<double, bool> function) =>
        OpCase.For(op).On(Kinds.Floats).Gives(DataType.Bool).Feed(Special).Feed(Nd.Of([0])).Is(x => x[0].Map(v => function(v) ? 1 : 0));
}
