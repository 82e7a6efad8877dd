using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Bayes;

/// <summary>An effect with a normal estimate and a normal prior.</summary>
/// <param name="Mean">The posterior mean.</param>
/// <param name="Deviation">The posterior standard deviation.</param>
public sealed record NormalPosterior(double Mean, double Deviation)
{
    /// <summary>Beyond this many deviations the density underflows, and the loss is the effect itself or nothing.</summary>
    private const double Certain = 37;

    /// <summary>Gets the probability that the effect is above zero.</summary>
    public double ProbabilityPositive => StandardNormal.Cdf(Mean / Deviation);

    /// <summary>Gets what shipping the treatment costs on average, counting nothing where it is better.</summary>
    public double ExpectedLossOfShipping => PartBelowZero(Mean / Deviation);

    /// <summary>Gets what keeping the control costs on average.</summary>
    public double ExpectedLossOfKeeping => PartBelowZero(-Mean / Deviation);

    /// <summary>Combines an estimate with what was thought before; without a prior variance, nothing was. Null for inputs outside their domain.</summary>
    public static NormalPosterior? Of(double estimate, double standardError, double priorMean = 0, double? priorVariance = null)
    {
        if (!double.IsFinite(estimate) || !(standardError > 0) || !double.IsFinite(standardError) || priorVariance <= 0)
        {
            return null;
        }

        var data = 1 / (standardError * standardError);
        var prior = priorVariance is { } variance ? 1 / variance : 0;
        return prior == 0 ? new(estimate, standardError) : new(((estimate * data) + (priorMean * prior)) / (data + prior), Math.Sqrt(1 / (data + prior)));
    }

    /// <summary>The central interval that holds the effect with this probability.</summary>
    public ConfidenceInterval Interval(double confidence = 0.95) => ConfidenceInterval.Around(Mean, StandardNormal.Quantile(1 - ((1 - confidence) / 2)) * Deviation, confidence);

    private double PartBelowZero(double z) => z > Certain ? 0 : z < -Certain ? -z * Deviation : Deviation * (StandardNormal.Density(z) - (z * StandardNormal.Survival(z)));
}
