using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Means;

/// <summary>Shows that arms do not differ by more than a margin; a non-significant difference shows nothing of the kind (Schuirmann 1987).</summary>
public static class EquivalenceTest
{
    /// <summary>Two one-sided Welch tests: small p means low &lt; treatment - control &lt; high.</summary>
    public static EquivalenceResult Welch(SampleSummary control, SampleSummary treatment, double low, double high) =>
        Within(TTest.Welch(control, treatment), low, high);

    /// <summary>The same judgement on any t estimate, for example a paired one.</summary>
    public static EquivalenceResult Within(TTestResult estimate, double low, double high)
    {
        if (estimate is not { Status: StatisticStatus.Ok, Difference: { } difference, StandardError: { } se, DegreesOfFreedom: { } df } || !(low < high))
        {
            return new(estimate.Status == StatisticStatus.Ok ? StatisticStatus.InvalidInput : estimate.Status, null, null, null);
        }

        var lower = StudentT.Survival((difference - low) / se, df);
        var upper = StudentT.Survival((high - difference) / se, df);
        return new(StatisticStatus.Ok, Math.Max(lower, upper), lower, upper);
    }

    /// <summary>Non-inferiority: small p means the treatment is not worse than the control by the margin (a positive amount in the metric's unit).</summary>
    public static EquivalenceResult NonInferiority(SampleSummary control, SampleSummary treatment, double margin, bool lowerIsBetter)
    {
        var welch = TTest.Welch(control, treatment);
        if (welch is not { Status: StatisticStatus.Ok, Difference: { } difference, StandardError: { } se, DegreesOfFreedom: { } df })
        {
            return new(welch.Status, null, null, null);
        }

        var harm = lowerIsBetter ? difference : -difference;
        var p = StudentT.Survival((margin - harm) / se, df);
        var bound = harm + StudentT.UpperQuantile(0.05, df) * se;
        return new(StatisticStatus.Ok, p, lowerIsBetter ? null : p, lowerIsBetter ? p : null, lowerIsBetter ? bound : -bound);
    }
}
