using MathNet.Numerics.Integration;
using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Bayes;

/// <summary>Two proportions with beta priors: how likely the treatment's is the higher one, and what a wrong choice costs.</summary>
public static class BetaBinomialComparison
{
    private const int Order = 32;
    private static readonly double[] Levels = [1e-30, 1e-20, 1e-14, 1e-10, 1e-7, 1e-5, 1e-3, 1e-2, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    /// <summary>Compares successes of trials; null for counts that cannot be.</summary>
    public static BetaBinomialResult? Compare(long control, long controlCount, long treatment, long treatmentCount, double priorA = 1, double priorB = 1, double confidence = 0.95)
    {
        if (control < 0 || control > controlCount || treatment < 0 || treatment > treatmentCount || !(priorA > 0) || !(priorB > 0))
        {
            return null;
        }

        var a = new Posterior(priorA + control, priorB + controlCount - control);
        var b = new Posterior(priorA + treatment, priorB + treatmentCount - treatment);
        double[] edges = [.. a.Edges().Concat(b.Edges()).Append(0).Append(1).Order().Distinct()];
        return new(
            Integrate(edges, x => b.Density(x) * a.Below(x)),
            Integrate(edges, x => a.Below(x) * b.Above(x)),
            Integrate(edges, x => b.Below(x) * a.Above(x)),
            a.Mean,
            b.Mean,
            a.Interval(confidence),
            b.Interval(confidence));
    }

    private static double Integrate(double[] edges, Func<double, double> f)
    {
        var sum = 0.0;
        for (var i = 1; i < edges.Length; i++)
        {
            sum += GaussLegendreRule.Integrate(f, edges[i - 1], edges[i], Order);
        }

        return sum;
    }

    private sealed record Posterior(double A, double B)
    {
        public double Mean => A / (A + B);

        public double Below(double x) => BetaDistribution.Cdf(x, A, B);

        public double Above(double x) => BetaDistribution.Cdf(1 - x, B, A);

        public double Density(double x) => Math.Exp(Power(A - 1, Math.Log(x)) + Power(B - 1, LogGamma.LogOnePlus(-x)) - LogGamma.Beta(A, B));

        public ConfidenceInterval Interval(double confidence) => new(BetaDistribution.Quantile((1 - confidence) / 2, A, B), 1 - BetaDistribution.Quantile((1 - confidence) / 2, B, A), confidence);

        /// <summary>An exponent of zero makes one of anything, also of zero.</summary>
        private static double Power(double exponent, double log) => exponent == 0 ? 0 : exponent * log;

        public IEnumerable<double> Edges() => Levels.SelectMany(level => new[] { BetaDistribution.Quantile(level, A, B), 1 - BetaDistribution.Quantile(level, B, A) });
    }
}
