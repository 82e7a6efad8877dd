using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Proportions;

/// <summary>Compares two Poisson rates, for example errors per second of exposure.</summary>
public static class TwoRates
{
    /// <summary>Compares counts over exposures (any unit, the same in both arms).</summary>
    public static TwoRatesResult Compare(long controlCount, double controlExposure, long treatmentCount, double treatmentExposure)
    {
        if (controlCount < 0 || treatmentCount < 0 || !(controlExposure > 0) || !(treatmentExposure > 0))
        {
            return new(StatisticStatus.InvalidInput, null, null, null, null);
        }

        var total = controlCount + treatmentCount;
        if (total == 0)
        {
            return new(StatisticStatus.DegenerateNoDifference, null, null, 1, null);
        }

        var relative = treatmentExposure / controlExposure;
        var score = (treatmentCount - controlCount * relative) / Math.Sqrt(total * relative);
        var (c, t) = (controlCount / controlExposure, treatmentCount / treatmentExposure);
        var wald = (t - c) / Math.Sqrt(c / controlExposure + t / treatmentExposure);
        return new(StatisticStatus.Ok, controlCount == 0 ? null : t / c, TwoSided(score), Exact(treatmentCount, total, relative / (1 + relative)), TwoSided(wald));
    }

    private static double Exact(long k, long n, double p)
    {
        var observed = BinomialDistribution.Probability(k, n, p) * (1 + 1e-7);
        var sum = 0.0;
        for (var i = 0L; i <= n; i++)
        {
            var probability = BinomialDistribution.Probability(i, n, p);
            sum += probability <= observed ? probability : 0;
        }

        return Math.Min(1, sum);
    }

    private static double TwoSided(double z) => 2 * StandardNormal.Survival(Math.Abs(z));
}
