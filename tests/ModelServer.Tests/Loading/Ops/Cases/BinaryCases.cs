using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Functions of two numbers, broadcast.</summary>
internal static class BinaryCases
{
    private static readonly Nd Divisors = Nd.Vector(1, -2, 3, -1);
    private static readonly DataType[] Signed = [DataType.Int32, DataType.Int64, DataType.Int8];

    public static IEnumerable<OpCase> All =>
    [
        Of("Add", Kinds.Numbers, (x, y) => x + y), Of("AddV2", [.. Kinds.Numbers, DataType.Half, DataType.BFloat16, DataType.Int8], (x, y) => x + y), Of("Sub", Kinds.Numbers, (x, y) => x - y),
        Of("Mul", Kinds.Numbers, (x, y) => x * y), Of("SquaredDifference", Kinds.Numbers, (x, y) => (x - y) * (x - y)),
        Of("Maximum", Kinds.Numbers, Math.Max), Of("Minimum", Kinds.Numbers, Math.Min), Of("RealDiv", Kinds.Smooth, (x, y) => x / y),
        Of("Maximum", [DataType.Float], Math.Max, Nd.Vector(double.NaN, 1, double.PositiveInfinity, double.NegativeInfinity), "special numbers"),
        Of("Minimum", [DataType.Float], Math.Min, Nd.Vector(double.NaN, 1, double.PositiveInfinity, double.NegativeInfinity), "special numbers"),
        Of("Div", Kinds.Floats, (x, y) => x / y, label: "floats"), Of("Div", Signed, (x, y) => Math.Truncate(x / y), Divisors),
        Of("TruncateDiv", Signed, (x, y) => Math.Truncate(x / y), Divisors), Of("TruncateDiv", [DataType.Float], (x, y) => Math.Truncate(x / y), Divisors, "floats"),
        Of("FloorDiv", [.. Signed, .. Kinds.Floats], (x, y) => Math.Floor(x / y), Divisors),
        Of("FloorMod", [.. Signed, .. Kinds.Floats], (x, y) => x - (Math.Floor(x / y) * y), Divisors),
        Of("Mod", [.. Signed, DataType.Float], (x, y) => x % y, Divisors), Of("TruncateMod", [.. Signed, DataType.Float], (x, y) => x % y, Divisors),
        Of("DivNoNan", Kinds.Floats, (x, y) => y == 0 ? 0 : x / y, Nd.Vector(0, 1, -2, 0.5)), Of("MulNoNan", Kinds.Floats, (x, y) => y == 0 ? 0 : x * y, Nd.Vector(0, 1, -2, 0.5)),
        OpCase.For("MulNoNan", "infinite times zero").Feed(Nd.Vector(double.PositiveInfinity, double.NaN, 2), Nd.Vector(0, 0, 3)).Is(_ => Nd.Vector(0, 0, 6)),
        OpCase.For("Xdivy").On(Kinds.Floats).Feed(Nd.Vector(0, 1, 0, 3), Nd.Vector(0, 2, 5, -4)).Is(x => x[0].Zip(x[1], (a, b) => a == 0 ? 0 : a / b)),
        OpCase.For("Xlogy").On(Kinds.Floats).Feed(Nd.Vector(0, 1, 0, 3), Nd.Vector(0, 2, -5, 4)).Is(x => x[0].Zip(x[1], (a, b) => a == 0 ? 0 : a * Math.Log(b))),
        OpCase.For("Xlog1py").On(Kinds.Floats).Feed(Nd.Vector(0, 1, 0, 3), Nd.Vector(-1, 2, -5, 0.25)).Is(x => x[0].Zip(x[1], (a, b) => a == 0 ? 0 : a * Math.Log(1 + b))),
        OpCase.For("Atan2").On(Kinds.Floats).Feed(Nd.Vector(0, 0, 1, -1, 1, -1, 2, -2), Nd.Vector(0, -1, 0, 0, 1, 1, -3, -3)).Is(x => x[0].Zip(x[1], Math.Atan2)),
        OpCase.For("Pow").On(Kinds.Numbers).Feed(Nd.Vector(2, -3, 0, 5), Nd.Vector(3, 2, 0, 1)).Feed(Nd.Of([0, 2]), Nd.Scalar(2)).Is(x => x[0].Zip(x[1], Math.Pow)),
        OpCase.For("Pow", "roots").Feed(Nd.Vector(2, 4, 9), Nd.Scalar(-0.5)).Is(x => x[0].Zip(x[1], Math.Pow)),
        OpCase.For("AddN").On(Kinds.Numbers).Feed(Nd.Random(1, 2, 3), Nd.Random(2, 2, 3), Nd.Random(3, 2, 3)).Feed(Nd.Of([0]), Nd.Of([0]), Nd.Of([0])).Is(x => x[0].Zip(x[1], (a, b) => a + b).Zip(x[2], (a, b) => a + b)),
        OpCase.For("AddN", "one").Feed(Nd.Random(1, 2, 3)),
        OpCase.For("AccumulateNV2").Feed(Nd.Random(1, 2, 3), Nd.Random(2, 2, 3)).Is(x => x[0].Zip(x[1], (a, b) => a + b)),
        OpCase.For("ClipByValue").On(Kinds.Numbers).Feed(Nd.Random(1, 3, 4), Nd.Scalar(-1), Nd.Scalar(2)).Is(x => x[0].Map(v => Math.Clamp(v, -1, 2))),
        Bits("BitwiseAnd", (x, y) => x & y), Bits("BitwiseOr", (x, y) => x | y), Bits("BitwiseXor", (x, y) => x ^ y),
        OpCase.For("Div", "the smallest integer").On(DataType.Int32).Feed(Nd.Vector(int.MinValue, 7), Nd.Vector(-1, -1)).Is(_ => Nd.Vector(int.MinValue, -7)),
        OpCase.For("FloorDiv", "the smallest integer").On(DataType.Int32).Feed(Nd.Vector(int.MinValue, 7), Nd.Vector(-1, -1)).Is(_ => Nd.Vector(int.MinValue, -7)),
        OpCase.For("FloorMod", "the smallest integer").On(DataType.Int32).Feed(Nd.Vector(int.MinValue, 7), Nd.Vector(-1, -1)).Is(_ => Nd.Vector(0, 0)),
        OpCase.For("FloorDiv", "a constant divisor").On(DataType.Int32).Feed(Nd.Vector(-7, 7), new Arg(Nd.Scalar(2)).Baked()).Is(_ => Nd.Vector(-4, 3)),
    ];

    private static OpCase Of(string op, DataType[] types, Func<double, double, double> function, Nd? right = null, string label = "") => OpCase.For(op, label).On(types)
        .Feed(Nd.Random(1, 3, 4), right ?? Nd.Random(2, 4))
        .Feed(Nd.Random(3, 2, 1, 4), right ?? Nd.Random(4, 5, 1))
        .Feed(Nd.Of([0, 4]), right ?? Nd.Scalar(2))
        .Is(x => x[0].Zip(x[1], function));

    private static OpCase Bits(string op, Func<long, long, long> function) => OpCase.For(op).On(Kinds.Integers)
        .Feed(Nd.Vector(12, 5, 7), Nd.Vector(10, 3, 0)).Feed(Nd.Of([0]), Nd.Scalar(1)).Is(x => x[0].Zip(x[1], (a, b) => function((long)a, (long)b)));
}
