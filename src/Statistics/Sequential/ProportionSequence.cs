using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Sequential;

/// <summary>An exact confidence sequence of one proportion: the values that a beta mixture does not refute. It may be looked at after every observation.</summary>
public static class ProportionSequence
{
    /// <summary>The interval after <paramref name="count"/> observations; null for inputs outside their domain.</summary>
    /// <param name="successes">How many of them had what is looked for; a fraction, where counts were thinned.</param>
    /// <param name="count">The observations so far.</param>
    /// <param name="alpha">The level over all looks.</param>
    /// <param name="a">The mixture's first parameter.</param>
    /// <param name="b">Its second.</param>
    public static ConfidenceInterval? Interval(double successes, double count, double alpha = 0.05, double a = 1, double b = 1)
    {
        if (!(successes >= 0 && successes <= count) || alpha is not (> 0 and < 1) || !(a > 0) || !(b > 0))
        {
            return null;
        }

        var failures = count - successes;
        var evidence = LogGamma.Beta(a + successes, b + failures) - LogGamma.Beta(a, b) - Math.Log(1 / alpha);
        var likeliest = count == 0 ? 0.5 : successes / count;
        var low = successes == 0 ? 0 : Math.Exp(RootFinding.Bisect(log => -Refuted(Math.Exp(log)), Math.Log(1e-300), Math.Log(likeliest)));
        var high = failures == 0 ? 1 : 1 - Math.Exp(RootFinding.Bisect(log => -Refuted(1 - Math.Exp(log)), Math.Log(1e-300), Math.Log(1 - likeliest)));
        return new(low, high, 1 - alpha);

        double Refuted(double share) => evidence - (successes == 0 ? 0 : successes * Math.Log(share)) - (failures == 0 ? 0 : failures * LogGamma.LogOnePlus(-share));
    }
}
