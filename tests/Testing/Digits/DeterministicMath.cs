namespace ModelServing.Testing.Digits;

/// <summary>Exponentials from additions and multiplications only: Math.Exp differs in the last bit between C libraries.</summary>
internal static class DeterministicMath
{
    private const double Ln2 = 0.693147180559945309417;

    public static double Exp(double x)
    {
        if (x < -700)
        {
            return 0;
        }

        var exponent = (int)Math.Floor((x / Ln2) + 0.5);
        var rest = x - (exponent * Ln2);
        var term = 1.0;
        var sum = 1.0;
        for (var n = 1; n <= 14; n++)
        {
            term *= rest / n;
            sum += term;
        }

        return Math.ScaleB(sum, exponent);
    }
}
