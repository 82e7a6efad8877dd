using MathNet.Numerics.Distributions;

namespace ModelServing.Statistics.Distributions;

/// <summary>The standard normal distribution; tails are always taken from the lower side, where they keep their digits.</summary>
public static class StandardNormal
{
    /// <summary>P(Z ≤ z).</summary>
    public static double Cdf(double z) => Normal.CDF(0, 1, z);

    /// <summary>P(Z > z), exact far into the tail.</summary>
    public static double Survival(double z) => Normal.CDF(0, 1, -z);

    /// <summary>The density at z.</summary>
    public static double Density(double z) => Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI);

    /// <summary>The z with P(Z ≤ z) = p.</summary>
    public static double Quantile(double p) => p is > 0 and < 1 ? Normal.InvCDF(0, 1, p) : p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : double.NaN;

    /// <summary>ln P(Z > z), also where the probability itself underflows.</summary>
    public static double LogSurvival(double z)
    {
        if (z < 10)
        {
            return Math.Log(Survival(z));
        }

        // Laplace's continued fraction of Mills' ratio; forty terms are exact to the last digit for z of 10 and more.
        var fraction = z;
        for (var k = 40; k >= 1; k--)
        {
            fraction = z + k / fraction;
        }

        return -0.5 * z * z - 0.5 * Math.Log(2 * Math.PI) - Math.Log(fraction);
    }
}
