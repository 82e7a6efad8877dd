namespace ModelServing.Statistics.Traffic;

/// <summary>Whether traffic arrived in the planned proportions. Numbers are null when <see cref="Status"/> says they are not defined.</summary>
/// <param name="Status">Whether the numbers are defined.</param>
/// <param name="ChiSquare">Pearson's statistic.</param>
/// <param name="DegreesOfFreedom">The number of arms with traffic planned, less one.</param>
/// <param name="P">The p-value; below 1e-300 read <paramref name="Log10P"/>.</param>
/// <param name="Log10P">The decimal logarithm of the p-value, which does not underflow.</param>
/// <param name="SmallestExpected">The smallest expected count; below 5 the test is not to be trusted.</param>
public sealed record SampleRatioResult(StatisticStatus Status, double? ChiSquare, int DegreesOfFreedom, double? P, double? Log10P, double? SmallestExpected)
{
    /// <summary>The level at which a mismatch stops an experiment.</summary>
    public const double AlarmLevel = 0.001;

    /// <summary>Gets whether the split is so unlikely that the assignment must be broken.</summary>
    public bool IsMismatch => P < AlarmLevel && SmallestExpected >= 5;
}
