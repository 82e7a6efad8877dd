namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Two platforms on one metric, block against block of the same round. <paramref name="AdjustedP"/> is Holm's, over every comparison of the run.</summary>
internal sealed record Comparison(string Metric, string Left, string Right, double? Ratio, double? RatioLow, double? RatioHigh, double? P, double? AdjustedP, bool IsDifferent, string Note, ComparisonOutcome Outcome = ComparisonOutcome.Undecided);
