namespace ModelServing.Statistics.Distributions;

/// <summary>The beta distribution, by the continued fraction of the incomplete beta function (DLMF 8.17.22) with a logarithmic prefactor.</summary>
public static class BetaDistribution
{
    private const int MaximumTerms = 200_000;

    /// <summary>P(X ≤ x) for X ~ Beta(a, b); relative error about 1e-11 in both tails.</summary>
    public static double Cdf(double x, double a, double b) => double.IsNaN(x) || double.IsNaN(a) || double.IsNaN(b)
        ? double.NaN
        : x <= 0 ? 0 : x >= 1 ? 1 : Math.Exp(LogCdf(Math.Log(x), LogGamma.LogOnePlus(-x), x, a, b));

    /// <summary>The x with P(X ≤ x) = p.</summary>
    public static double Quantile(double p, double a, double b)
    {
        if (double.IsNaN(p) || p <= 0 || p >= 1)
        {
            return p <= 0 ? 0 : p >= 1 ? 1 : double.NaN;
        }

        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 1100 && Math.BitIncrement(low) < high; step++)
        {
            // Halve the exponent first, so that tiny quantiles keep their relative precision.
            var middle = low > 0 && high > 4 * low ? Math.Sqrt(low * high) : (low + high) / 2;
            (low, high) = Cdf(middle, a, b) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>ln P(X ≤ x), given ln x and ln(1 - x) from a source that has not cancelled.</summary>
    internal static double LogCdf(double logX, double logComplement, double x, double a, double b)
    {
        var logFront = a * logX + b * logComplement - LogGamma.Beta(a, b);
        if (x < (a + 1) / (a + b + 2))
        {
            return logFront - Math.Log(a) + Math.Log(Fraction(x, a, b));
        }

        var upper = Math.Exp(logFront - Math.Log(b)) * Fraction(Math.Exp(logComplement), b, a);
        return LogGamma.LogOnePlus(-Math.Min(upper, 1));
    }

    private static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        var c = 1.0;
        var d = NonZero(1 - (a + b) * x / (a + 1));
        d = 1 / d;
        var value = d;
        for (var m = 1; m < MaximumTerms; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NonZero(1 + even * d);
            c = NonZero(1 + even / c);
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NonZero(1 + odd * d);
            c = NonZero(1 + odd / c);
            value *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15)
            {
                break;
            }
        }

        return value;

        static double NonZero(double v) => Math.Abs(v) < tiny ? tiny : v;
    }
}
