using MathNet.Numerics;
using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Traffic;

/// <summary>Tests for a sample ratio mismatch: the split that was delivered against the one that was asked for.</summary>
public static class SampleRatio
{
    /// <summary>Pearson's chi-square test on counts. Weights need not sum to 1; an arm with weight 0 is left out.</summary>
    public static SampleRatioResult Test(ReadOnlySpan<long> observed, ReadOnlySpan<double> weights)
    {
        if (observed.Length != weights.Length || observed.Length < 2)
        {
            return Undefined(StatisticStatus.InvalidInput);
        }

        var (total, weightSum) = (0.0, 0.0);
        for (var arm = 0; arm < observed.Length; arm++)
        {
            if (observed[arm] < 0 || !double.IsFinite(weights[arm]) || weights[arm] < 0 || (weights[arm] == 0 && observed[arm] > 0))
            {
                return Undefined(StatisticStatus.InvalidInput);
            }

            total += observed[arm];
            weightSum += weights[arm];
        }

        return total == 0 || weightSum == 0 ? Undefined(StatisticStatus.InsufficientData) : Pearson(observed, weights, total, weightSum);
    }

    /// <summary>ln of an e-value that may be looked at after every request (Dirichlet-multinomial mixture); alarm at ln(1000).</summary>
    /// <param name="observed">The counts so far.</param>
    /// <param name="weights">The planned split, every weight positive.</param>
    /// <param name="concentrationPerArm">How concentrated the alternative is around the plan; 1 suits coarse faults.</param>
    public static double? SequentialLogEvidence(ReadOnlySpan<long> observed, ReadOnlySpan<double> weights, double concentrationPerArm = 1)
    {
        if (observed.Length != weights.Length || observed.Length < 2)
        {
            return null;
        }

        var (total, weightSum) = (0.0, 0.0);
        for (var arm = 0; arm < observed.Length; arm++)
        {
            total += observed[arm];
            weightSum += weights[arm];
        }

        var prior = concentrationPerArm * observed.Length;
        var log = SpecialFunctions.GammaLn(prior) - SpecialFunctions.GammaLn(prior + total);
        for (var arm = 0; arm < observed.Length; arm++)
        {
            var share = weights[arm] / weightSum;
            if (!(share > 0) || observed[arm] < 0)
            {
                return null;
            }

            log += SpecialFunctions.GammaLn(prior * share + observed[arm]) - SpecialFunctions.GammaLn(prior * share) - observed[arm] * Math.Log(share);
        }

        return log;
    }

    private static SampleRatioResult Pearson(ReadOnlySpan<long> observed, ReadOnlySpan<double> weights, double total, double weightSum)
    {
        var (chiSquare, smallest, arms) = (0.0, double.PositiveInfinity, 0);
        for (var arm = 0; arm < observed.Length; arm++)
        {
            var expected = total * weights[arm] / weightSum;
            if (expected > 0)
            {
                var deviation = observed[arm] - expected;
                chiSquare += deviation * deviation / expected;
                smallest = Math.Min(smallest, expected);
                arms++;
            }
        }

        var logP = arms < 2 ? 0 : ChiSquare.LogSurvival(chiSquare, arms - 1);
        return new(StatisticStatus.Ok, chiSquare, arms - 1, Math.Exp(logP), logP / Math.Log(10), smallest);
    }

    private static SampleRatioResult Undefined(StatisticStatus status) => new(status, null, 0, null, null, null);
}
