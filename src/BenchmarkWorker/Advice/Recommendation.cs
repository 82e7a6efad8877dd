namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>What to do, with the figures it rests on.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Text">A sentence or two.</param>
internal sealed record Recommendation(string Rule, string Text);
