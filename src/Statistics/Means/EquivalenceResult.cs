namespace ModelServing.Statistics.Means;

/// <summary>The outcome of a test of equivalence or non-inferiority. Numbers are null when <see cref="Status"/> says they are not defined.</summary>
/// <param name="Status">Whether the numbers are defined.</param>
/// <param name="P">The p-value that decides: the larger of the sides that apply.</param>
/// <param name="PLower">The p-value against "the effect is at or below the lower margin".</param>
/// <param name="PUpper">The p-value against "the effect is at or above the upper margin".</param>
/// <param name="Bound">The one-sided 95 % bound of the effect on its harmful side (non-inferiority only).</param>
public sealed record EquivalenceResult(StatisticStatus Status, double? P, double? PLower, double? PUpper, double? Bound = null);
