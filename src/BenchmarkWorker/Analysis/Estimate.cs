namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>A measured value with its 95 % interval; an end is null when no finite bound exists at this sample size.</summary>
internal sealed record Estimate(double? Value, double? Low, double? High);
