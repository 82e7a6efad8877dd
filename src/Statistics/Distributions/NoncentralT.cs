using MathNet.Numerics.Integration;

namespace ModelServing.Statistics.Distributions;

/// <summary>The noncentral t distribution, by quadrature: F(t) = ∫ Φ(t u - nc) f(u) du, f the density of sqrt(χ²/df). Absolute error about 1e-12.</summary>
public static class NoncentralT
{
    private const int Order = 32;
    private const double Reach = 12;

    /// <summary>P(T ≤ t) with the given degrees of freedom and noncentrality.</summary>
    public static double Cdf(double t, double degreesOfFreedom, double noncentrality)
    {
        if (double.IsNaN(t) || double.IsNaN(noncentrality) || !(degreesOfFreedom > 0))
        {
            return double.NaN;
        }

        var scale = Math.Log(2) + LogGamma.ChiScale(degreesOfFreedom);
        var spread = Reach / Math.Sqrt(2 * degreesOfFreedom);
        var low = Math.Max(0, 1 - spread);
        var high = 1 + spread;
        var panels = (int)Math.Clamp(Math.Ceiling((high - low) * Math.Abs(t) / 2), 8, 400);
        var width = (high - low) / panels;
        var sum = 0.0;
        for (var panel = 0; panel < panels; panel++)
        {
            sum += GaussLegendreRule.Integrate(Integrand, low + panel * width, low + (panel + 1) * width, Order);
        }

        return Math.Clamp(sum, 0, 1);

        double Integrand(double u)
        {
            var logDensity = scale + (degreesOfFreedom - 1) * LogGamma.LogOnePlus(u - 1) - degreesOfFreedom * (u - 1) * (u + 1) / 2;
            return StandardNormal.Cdf(t * u - noncentrality) * Math.Exp(logDensity);
        }
    }

    /// <summary>The noncentrality at which P(T ≤ t) = p: the pivot of an exact interval for a standardized effect.</summary>
    internal static double NoncentralityAt(double t, double degreesOfFreedom, double p)
    {
        var reach = 10 + Math.Abs(t) * 0.5;
        var (low, high) = (t - reach, t + reach);
        while (Cdf(t, degreesOfFreedom, low) < p)
        {
            low -= reach;
        }

        while (Cdf(t, degreesOfFreedom, high) > p)
        {
            high += reach;
        }

        return RootFinding.Bisect(nc => p - Cdf(t, degreesOfFreedom, nc), low, high);
    }
}
