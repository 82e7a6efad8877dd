namespace ModelServing.Statistics.Quantiles;

/// <summary>Which observations of a sorted sample enclose a quantile. Ranks are 1-based; null means no finite bound exists at this size.</summary>
/// <param name="Status"><see cref="StatisticStatus.Unbounded"/> when a rank is null.</param>
/// <param name="RankLow">The rank of the lower bound.</param>
/// <param name="RankHigh">The rank of the upper bound.</param>
/// <param name="Coverage">The exact coverage, at least the confidence asked for when both ranks exist.</param>
public sealed record QuantileInterval(StatisticStatus Status, long? RankLow, long? RankHigh, double? Coverage);
