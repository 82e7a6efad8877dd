namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Two platforms on one metric, block against block of the same round. <paramref name="AdjustedP"/> allows for every comparison of the run.</summary>
/// <param name="Metric">What is compared.</param>
/// <param name="Left">The one platform.</param>
/// <param name="Right">The other.</param>
/// <param name="Ratio">Right over left.</param>
/// <param name="RatioLow">The ratio's 95 % interval: its lower end.</param>
/// <param name="RatioHigh">And its upper.</param>
/// <param name="P">The p-value of this comparison alone.</param>
/// <param name="AdjustedP">The p-value to judge by, at 0.05.</param>
/// <param name="IsDifferent">Whether a difference is shown, however small.</param>
/// <param name="Note">What decided.</param>
/// <param name="Outcome">What it comes to. A difference that is shown, and shown to be smaller than the margin, is no difference that matters.</param>
/// <param name="Margin">The smallest difference that matters, as a share.</param>
/// <param name="EquivalenceP">The p-value against "they differ by more than the margin"; null where that cannot be tested.</param>
/// <param name="RobustRatio">Hodges and Lehmann's estimate of the ratio, which one odd block does not move.</param>
/// <param name="SignedRankP">The exact p-value of the signed ranks.</param>
/// <param name="BlocksNeeded">Blocks of each platform that show a difference of the margin in four of five runs, as much as these scatter.</param>
internal sealed record Comparison(
    string Metric,
    string Left,
    string Right,
    double? Ratio,
    double? RatioLow,
    double? RatioHigh,
    double? P,
    double? AdjustedP,
    bool IsDifferent,
    string Note,
    ComparisonOutcome Outcome = ComparisonOutcome.Undecided,
    double? Margin = null,
    double? EquivalenceP = null,
    double? RobustRatio = null,
    double? SignedRankP = null,
    int? BlocksNeeded = null);
