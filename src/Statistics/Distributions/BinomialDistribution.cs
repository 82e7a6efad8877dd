namespace ModelServing.Statistics.Distributions;

/// <summary>The binomial distribution of k successes in n trials.</summary>
public static class BinomialDistribution
{
    /// <summary>P(X ≤ k), as I(1-p; n-k, k+1).</summary>
    public static double Cdf(long k, long n, double p) => k < 0 ? 0 : k >= n ? 1 : p <= 0 ? 1 : p >= 1 ? 0 : BetaDistribution.Cdf(1 - p, n - k, k + 1);

    /// <summary>The smallest k with P(X ≤ k) ≥ probability.</summary>
    public static long Quantile(double probability, long n, double p) => RootFinding.Smallest(0, n, k => Cdf(k, n, p) >= probability) ?? n;

    /// <summary>P(X = k).</summary>
    public static double Probability(long k, long n, double p)
    {
        if (k < 0 || k > n)
        {
            return 0;
        }

        var log = -Math.Log(n + 1) - LogGamma.Beta(k + 1, n - k + 1);
        return p <= 0 ? (k == 0 ? 1 : 0) : p >= 1 ? (k == n ? 1 : 0) : Math.Exp(log + k * Math.Log(p) + (n - k) * LogGamma.LogOnePlus(-p));
    }
}
