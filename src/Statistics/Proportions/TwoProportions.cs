using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Proportions;

/// <summary>Compares two shares, for example error rates.</summary>
public static class TwoProportions
{
    /// <summary>Compares events out of observations in two arms.</summary>
    public static TwoProportionsResult Compare(long controlEvents, long controlCount, long treatmentEvents, long treatmentCount, double confidence = 0.95)
    {
        if (!Proportion.IsValid(controlEvents, controlCount) || !Proportion.IsValid(treatmentEvents, treatmentCount))
        {
            return new() { Status = StatisticStatus.InvalidInput };
        }

        if (Proportion.Wilson(controlEvents, controlCount, confidence) is not { } w1 || Proportion.Wilson(treatmentEvents, treatmentCount, confidence) is not { } w2)
        {
            return new() { Status = StatisticStatus.InsufficientData };
        }

        var (p1, p2) = ((double)controlEvents / controlCount, (double)treatmentEvents / treatmentCount);
        var difference = p2 - p1;
        var pooled = (double)(controlEvents + treatmentEvents) / (controlCount + treatmentCount);
        double? z = pooled is > 0 and < 1 ? difference / Math.Sqrt(pooled * (1 - pooled) * (1.0 / controlCount + 1.0 / treatmentCount)) : null;
        double? score = z is { } value ? 2 * StandardNormal.Survival(Math.Abs(value)) : null;
        var fisher = Fisher(controlEvents, controlCount, treatmentEvents, treatmentCount);
        return new()
        {
            Status = StatisticStatus.Ok,
            Difference = difference,
            Newcombe = new(
                difference - Hypotenuse(p2 - w2.Low, w1.High - p1),
                difference + Hypotenuse(w2.High - p2, p1 - w1.Low),
                confidence),
            AgrestiCaffo = AgrestiCaffo(controlEvents, controlCount, treatmentEvents, treatmentCount, confidence),
            Z = z,
            PScore = score,
            PFisher = fisher,
            P = Math.Min(pooled, 1 - pooled) * Math.Min(controlCount, treatmentCount) < 5 ? fisher : score,
        };
    }

    private static ConfidenceInterval AgrestiCaffo(long x1, long n1, long x2, long n2, double confidence)
    {
        var (p1, p2) = ((x1 + 1.0) / (n1 + 2), (x2 + 1.0) / (n2 + 2));
        var half = StandardNormal.Quantile(1 - (1 - confidence) / 2) * Math.Sqrt(p1 * (1 - p1) / (n1 + 2) + p2 * (1 - p2) / (n2 + 2));
        return ConfidenceInterval.Around(p2 - p1, half, confidence);
    }

    /// <summary>Sums the tables that are no more likely than the observed one.</summary>
    private static double Fisher(long x1, long n1, long x2, long n2)
    {
        var events = x1 + x2;
        var scale = LogChoose(n1 + n2, events);
        var observed = LogTable(x1);
        var sum = 0.0;
        for (var k = Math.Max(0, events - n2); k <= Math.Min(n1, events); k++)
        {
            var log = LogTable(k);
            sum += log <= observed + 1e-7 ? Math.Exp(log) : 0;
        }

        return Math.Min(1, sum);

        double LogTable(long k) => LogChoose(n1, k) + LogChoose(n2, events - k) - scale;
    }

    private static double LogChoose(long n, long k) => -Math.Log(n + 1.0) - LogGamma.Beta(k + 1.0, n - k + 1.0);

    private static double Hypotenuse(double a, double b) => Math.Sqrt(a * a + b * b);
}
