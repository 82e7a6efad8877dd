namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Functions defined so that they stay exact, or finite, where the plain formula does not.</summary>
internal static class SafeArithmeticOps
{
    private const double Small = 0.5;

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Log1p", op => [Log1p(Argument(op, 0)).Name]),
        new("Expm1", op => [Expm1(Argument(op, 0)).Name]),
        new("DivNoNan", op => [Unless(Argument(op, 1), Argument(op, 0) / Argument(op, 1))]),
        new("MulNoNan", op => [Unless(Argument(op, 1), Argument(op, 0) * Argument(op, 1))]),
        new("Xdivy", op => [Unless(Argument(op, 0), Argument(op, 0) / Argument(op, 1))]),
        new("Xlogy", op => [Unless(Argument(op, 0), Argument(op, 0) * Argument(op, 1).Unary("Log"))]),
        new("Xlog1py", op => [Unless(Argument(op, 0), Argument(op, 0) * Log1p(Argument(op, 1)))]),
    ];

    private static Term Argument(OpContext op, int index) => op.Term(index, op.ElementType());

    /// <summary>Zero where the decisive argument is zero, whatever the other one is.</summary>
    private static string Unless(Term decisive, Term result) => decisive.Is("Equal", 0).Choose(result.Scalar(0), result).Name;

    /// <summary>Near zero 1 + x forgets digits of x; the factor x / ((1 + x) - 1) gives them back.</summary>
    private static Term Log1p(Term x)
    {
        var sum = x + 1;
        var plain = sum.Unary("Log");
        var exact = sum.Is("Equal", 1).Choose(x, plain * (x / (sum - 1)));
        return x.Unary("Abs").Is("Less", Small).Choose(exact, plain);
    }

    /// <summary>The exponential less one is tanh(x / 2) · (exp(x) + 1), which forgets nothing near zero.</summary>
    private static Term Expm1(Term x)
    {
        var power = x.Unary("Exp");
        return x.Unary("Abs").Is("Less", Small).Choose((x / 2).Unary("Tanh") * (power + 1), power - 1);
    }
}
