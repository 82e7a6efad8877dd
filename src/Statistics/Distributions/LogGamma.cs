using MathNet.Numerics;

namespace ModelServing.Statistics.Distributions;

/// <summary>Logarithms that keep their digits where the textbook forms cancel (arguments up to 1e12).</summary>
internal static class LogGamma
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln(1 + x) for small x; <c>double.LogP1</c> is the plain logarithm and loses the digits this is for.</summary>
    public static double LogOnePlus(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    /// <summary>Stirling's remainder: ln Γ(x) - [(x - 1/2) ln x - x + ln(2π)/2], for x of 10 and more.</summary>
    public static double StirlingRemainder(double x)
    {
        var y = 1 / (x * x);
        return ((((-691.0 / 360360 * y + 1.0 / 1188) * y - 1.0 / 1680) * y + 1.0 / 1260) * y - 1.0 / 360) * y / x + 1 / (12 * x);
    }

    /// <summary>ln [(v/2)^(v/2) / Γ(v/2)] - v/2, the scale of the chi density at its centre.</summary>
    public static double ChiScale(double v)
    {
        var a = v / 2;
        return a >= 10
            ? 0.5 * Math.Log(a) - HalfLogTwoPi - StirlingRemainder(a)
            : a * Math.Log(a) - SpecialFunctions.GammaLn(a) - a;
    }

    /// <summary>ln Γ(a + 1/2) - ln Γ(a) without the cancellation of two large logarithms.</summary>
    public static double HalfStep(double a) => a >= 10
        ? (a * LogOnePlus(0.5 / a)) + 0.5 * Math.Log(a) - 0.5 + StirlingRemainder(a + 0.5) - StirlingRemainder(a)
        : SpecialFunctions.GammaLn(a + 0.5) - SpecialFunctions.GammaLn(a);

    /// <summary>ln B(a, b).</summary>
    public static double Beta(double a, double b)
    {
        var (p, q) = a < b ? (a, b) : (b, a);
        if (q < 10)
        {
            return SpecialFunctions.GammaLn(p) + SpecialFunctions.GammaLn(q) - SpecialFunctions.GammaLn(p + q);
        }

        var corrections = StirlingRemainder(q) - StirlingRemainder(p + q);
        return p < 10
            ? SpecialFunctions.GammaLn(p) + corrections + p - p * Math.Log(p + q) + (q - 0.5) * LogOnePlus(-p / (p + q))
            : -0.5 * Math.Log(q) + HalfLogTwoPi + StirlingRemainder(p) + corrections + (p - 0.5) * Math.Log(p / (p + q)) + q * LogOnePlus(-p / (p + q));
    }
}
