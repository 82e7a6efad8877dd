namespace ModelServing.Statistics.Proportions;

/// <summary>The comparison of two event rates. Numbers are null when <see cref="Status"/> says they are not defined.</summary>
/// <param name="Status">Whether the comparison is defined.</param>
/// <param name="Ratio">The treatment's rate over the control's; null when the control had no event.</param>
/// <param name="PScore">The two-sided score test.</param>
/// <param name="PExact">The two-sided exact test, conditional on the total.</param>
/// <param name="PWald">The two-sided Wald test.</param>
public sealed record TwoRatesResult(StatisticStatus Status, double? Ratio, double? PScore, double? PExact, double? PWald);
