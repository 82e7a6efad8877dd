namespace ModelServing.Statistics.Distributions;

/// <summary>Student's t distribution with real degrees of freedom, usable from 0.1 to 1e12 of them and far into the tails.</summary>
public static class StudentT
{
    /// <summary>Above this the continued fraction needs too many terms and Hill's expansion (CACM 395, 1970) is exact.</summary>
    private const double LargeDegreesOfFreedom = 1e5;

    /// <summary>P(T ≤ t).</summary>
    public static double Cdf(double t, double degreesOfFreedom) => t <= 0 ? Survival(-t, degreesOfFreedom) : 1 - Survival(t, degreesOfFreedom);

    /// <summary>P(T > t).</summary>
    public static double Survival(double t, double degreesOfFreedom) => t < 0 ? 1 - Survival(-t, degreesOfFreedom) : Math.Exp(LogSurvival(t, degreesOfFreedom));

    /// <summary>ln P(T > t), also where the probability itself underflows.</summary>
    public static double LogSurvival(double t, double degreesOfFreedom)
    {
        if (t < 0)
        {
            return LogGamma.LogOnePlus(-Math.Exp(LogSurvival(-t, degreesOfFreedom)));
        }

        if (double.IsNaN(t) || !(degreesOfFreedom > 0))
        {
            return double.NaN;
        }

        if (degreesOfFreedom > LargeDegreesOfFreedom)
        {
            return StandardNormal.LogSurvival(ToNormal(t, degreesOfFreedom));
        }

        var ratio = t * t / degreesOfFreedom;
        var logX = ratio > 1e300 ? Math.Log(degreesOfFreedom) - 2 * Math.Log(t) : -LogGamma.LogOnePlus(ratio);
        var logComplement = ratio > 1 ? -LogGamma.LogOnePlus(1 / ratio) : Math.Log(ratio) + logX;
        return t == 0 ? -Math.Log(2) : -Math.Log(2) + BetaDistribution.LogCdf(logX, logComplement, 1 / (1 + ratio), degreesOfFreedom / 2, 0.5);
    }

    /// <summary>The t with P(T ≤ t) = p.</summary>
    public static double Quantile(double p, double degreesOfFreedom)
    {
        if (p is not (> 0 and < 1) || !(degreesOfFreedom > 0))
        {
            return double.NaN;
        }

        return p == 0.5 ? 0 : p < 0.5 ? -UpperQuantile(p, degreesOfFreedom) : UpperQuantile(1 - p, degreesOfFreedom);
    }

    /// <summary>The t with P(T > t) = tail, for tails below one half.</summary>
    internal static double UpperQuantile(double tail, double degreesOfFreedom)
    {
        var logTail = Math.Log(tail);
        var (low, high) = (0.0, Math.Max(1, 2 * -StandardNormal.Quantile(tail)));
        while (LogSurvival(high, degreesOfFreedom) > logTail && high < 1e300)
        {
            (low, high) = (high, high * 4);
        }

        return RootFinding.Bisect(t => logTail - LogSurvival(t, degreesOfFreedom), low, high);
    }

    private static double ToNormal(double t, double v)
    {
        var a = v - 0.5;
        var b = 48 * a * a;
        var z = Math.Sqrt(a * LogGamma.LogOnePlus(t * t / v));
        var z2 = z * z;
        var second = z * (((4 * z2 + 33) * z2 + 240) * z2 + 855) / (10 * b * (b + 0.8 * z2 * z2 + 100));
        return z + z * (z2 + 3) / b - second;
    }
}
