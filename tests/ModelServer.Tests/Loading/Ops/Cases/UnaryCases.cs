namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Functions of one number, with what they make of the special ones, of none, and of other shapes.</summary>
internal static class UnaryCases
{
    private static readonly Nd Special = Nd.Vector(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, 1, -1, 0.5, -0.5, 2.5, -2.5, 3.5, 7);
    private static readonly Nd Positive = Nd.Vector(double.NaN, double.PositiveInfinity, 0, 1, 0.5, 2.25, 9, 1e-3);
    private static readonly Nd Fraction = Nd.Vector(double.NaN, 0, 1, -1, 0.5, -0.25, 0.999);

    public static IEnumerable<OpCase> All =>
    [
        .. OfFloats(Special, "Exp", Math.Exp), .. OfFloats(Special, "Expm1", x => Math.Abs(x) < 1e-3 ? x + (x * x / 2) : Math.Exp(x) - 1),
        .. OfFloats(Special, "Floor", Math.Floor), .. OfFloats(Special, "Ceil", Math.Ceiling), .. OfFloats(Special, "Rint", ToEven), .. OfFloats(Special, "Round", ToEven),
        .. OfFloats(Special, "Sigmoid", x => 1 / (1 + Math.Exp(-x))), .. OfFloats(Special, "Tanh", Math.Tanh), .. OfFloats(Special, "Softplus", x => x > 30 ? x : Math.Log(1 + Math.Exp(x))),
        .. OfFloats(Special, "Softsign", x => x / (1 + Math.Abs(x))), .. OfFloats(Special, "Elu", x => x < 0 ? Math.Exp(x) - 1 : x),
        .. OfFloats(Special, "Selu", x => 1.05070098 * (x < 0 ? 1.67326324 * (Math.Exp(x) - 1) : x)), .. OfFloats(Special, "Erf", Erf), .. OfFloats(Special, "Erfc", x => 1 - Erf(x)),
        .. OfFloats(Special, "Reciprocal", x => 1 / x), .. OfFloats(Special, "Inv", x => 1 / x), .. OfFloats(Special, "Sinh", Math.Sinh), .. OfFloats(Special, "Cosh", Math.Cosh),
        .. OfFloats(Nd.Vector(0, 1, -2, 3, double.NaN), "Sin", Math.Sin), .. OfFloats(Nd.Vector(0, 1, -2, 3, double.NaN), "Cos", Math.Cos), .. OfFloats(Nd.Vector(0, 1, -1, double.NaN), "Tan", Math.Tan),
        .. OfFloats(Special, "Atan", Math.Atan), .. OfFloats(Fraction, "Asin", Math.Asin), .. OfFloats(Fraction, "Acos", Math.Acos), .. OfFloats(Nd.Vector(0, 1, -3, 0.5), "Asinh", Math.Asinh),
        .. OfFloats(Nd.Vector(1, 1.5, 4), "Acosh", Math.Acosh), .. OfFloats(Nd.Vector(0, 0.5, -0.75), "Atanh", Math.Atanh),
        .. OfFloats(Positive, "Log", Math.Log), .. OfFloats(Positive, "Sqrt", Math.Sqrt), .. OfFloats(Positive, "Rsqrt", x => 1 / Math.Sqrt(x)),
        .. OfFloats(Nd.Vector(0, -0.5, 0.25, 3, -1, double.NaN, double.PositiveInfinity), "Log1p", x => Math.Log(1 + x)),
        .. Of(Kinds.Numbers, "Neg", x => -x), .. Of(Kinds.Numbers, "Abs", Math.Abs), .. Of(Kinds.Numbers, "Sign", x => Math.Sign(x)), .. Of(Kinds.Numbers, "Square", x => x * x),
        .. Of(Kinds.Numbers, "Relu", x => Math.Max(x, 0)), .. Of(Kinds.Numbers, "Relu6", x => Math.Clamp(x, 0, 6)), .. Of(Kinds.All, "ZerosLike", _ => 0), .. Of(Kinds.All, "OnesLike", _ => 1),
        .. OfFloats(Special, "LeakyRelu", x => x < 0 ? 0.2 * x : x),
        OpCase.For("Round", "integers").On(Kinds.Integers).Feed(Nd.Vector(-3, 0, 5)),
        OpCase.For("LeakyRelu", "alpha").With("alpha", 0.5f).Feed(Nd.Random(1, 3, 2)).Is(x => x[0].Map(v => v < 0 ? v / 2 : v)),
        OpCase.For("Relu", "not a number").On(Kinds.Floats).Feed(Special).Is(x => x[0].Map(v => v < 0 ? 0 : v)),
        OpCase.For("Relu6", "not a number").On(Kinds.Floats).Feed(Special).Is(x => x[0].Map(v => v < 0 ? 0 : v > 6 ? 6 : v)),
        OpCase.For("Log1p", "digits near zero").Within(0).Feed(Nd.Vector(0, 1e-30, -1e-20)).Is(x => x[0]),
        OpCase.For("Invert").On(Inference.Tensors.DataType.Int32, Inference.Tensors.DataType.Int64).Feed(Nd.Vector(0, 1, 77, -5)).Is(x => x[0].Map(v => -v - 1)),
        OpCase.For("Expm1", "digits near zero").Within(1e-12).Feed(Nd.Vector(0, 1e-9, -1e-9)).Is(x => x[0]),
    ];

    private static double ToEven(double x) => Math.Round(x, MidpointRounding.ToEven);

    /// <summary>The series, which is exact enough for small arguments; beyond, the limit.</summary>
    private static double Erf(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) > 4)
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        var (sum, term) = (0.0, x);
        for (var n = 0; n < 60; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / (n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static OpCase[] OfFloats(Nd values, string op, Func<double, double> function) =>
        [OpCase.For(op).On(Kinds.Smooth).Feed(values).Feed(Nd.Of([2, 0, 3])).Feed(Nd.Scalar(1)).Is(x => x[0].Map(function))];

    private static OpCase[] Of(Inference.Tensors.DataType[] types, string op, Func<double, double> function) =>
        [OpCase.For(op).On(types).Feed(Nd.Random(1, 3, 5)).Feed(Nd.Of([0, 3])).Feed(Nd.Scalar(-3)).Is(x => x[0].Map(function))];
}
