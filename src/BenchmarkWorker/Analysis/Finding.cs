namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>The answer to one question of the executive summary; <paramref name="Winner"/> is null when no platform can be named.</summary>
internal sealed record Finding(string Question, string? Winner, double? Value, string Sentence);
