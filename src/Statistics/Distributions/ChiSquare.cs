using MathNet.Numerics;

namespace ModelServing.Statistics.Distributions;

/// <summary>The chi-square distribution; the upper tail by the continued fraction of the incomplete gamma function (DLMF 8.9.2).</summary>
public static class ChiSquare
{
    /// <summary>P(X > x).</summary>
    public static double Survival(double x, double degreesOfFreedom) => Math.Exp(LogSurvival(x, degreesOfFreedom));

    /// <summary>ln P(X > x), also where the probability itself underflows.</summary>
    public static double LogSurvival(double x, double degreesOfFreedom)
    {
        if (double.IsNaN(x) || !(degreesOfFreedom > 0))
        {
            return double.NaN;
        }

        var (a, y) = (degreesOfFreedom / 2, x / 2);
        return y <= 0 ? 0 : y < a + 1 ? Math.Log(SpecialFunctions.GammaUpperRegularized(a, y)) : a * Math.Log(y) - y - SpecialFunctions.GammaLn(a) + Math.Log(Fraction(a, y));
    }

    private static double Fraction(double a, double x)
    {
        var b = x + 1 - a;
        var c = 1e300;
        var d = 1 / b;
        var value = d;
        for (var i = 1; i < 10_000; i++)
        {
            var term = -i * (i - a);
            b += 2;
            d = 1 / (term * d + b);
            c = b + term / c;
            value *= d * c;
            if (Math.Abs(d * c - 1) < 1e-16)
            {
                break;
            }
        }

        return value;
    }
}
