using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Quantiles;

/// <summary>When enough requests have been seen to speak of a percentile (the rule of MLPerf's load generator, stated as a binomial test).</summary>
public static class EarlyStopping
{
    /// <summary>The requests needed, in total, to claim that a percentile meets its limit although some number of them were over it.</summary>
    public static long MinimumRequests(double percentile, long overLimit, double confidence = 0.99)
    {
        var start = overLimit + 1;
        var high = start * 2;
        while (!Passes(high, overLimit, percentile, confidence))
        {
            high *= 2;
        }

        return RootFinding.Smallest(start, high, n => Passes(n, overLimit, percentile, confidence)) ?? high;
    }

    /// <summary>Tells whether n requests, of which some were over the limit, show that the percentile meets it.</summary>
    public static bool Passes(long requests, long overLimit, double percentile, double confidence = 0.99) =>
        overLimit < requests && BinomialDistribution.Cdf(overLimit, requests, 1 - percentile) < 1 - confidence;

    /// <summary>The 1-based rank of the sorted latencies to report as a conservative percentile, or null when there are too few requests.</summary>
    public static long? ConservativeRank(long requests, double percentile, double confidence = 0.99)
    {
        if (requests < 2 || !Passes(requests, 1, percentile, confidence))
        {
            return null;
        }

        var firstFailing = RootFinding.Smallest(1, requests, t => !Passes(requests, t, percentile, confidence)) ?? requests;
        return requests - (firstFailing - 1) + 1;
    }
}
