namespace ModelServing.Statistics.Ranks;

/// <summary>The outcome of Wilcoxon's signed-rank test.</summary>
/// <param name="Status">Whether the test is defined.</param>
/// <param name="W">The smaller of the two rank sums.</param>
/// <param name="P">The two-sided p-value: exact up to 25 pairs, ties included, else normal.</param>
/// <param name="Shift">Hodges and Lehmann's estimate of the difference: the median of the means of every two pairs.</param>
public sealed record SignedRankResult(StatisticStatus Status, double? W, double? P, double? Shift = null);
