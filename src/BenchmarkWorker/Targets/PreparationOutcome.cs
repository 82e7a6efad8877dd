namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>A target that is ready, or the one line that says why it is not.</summary>
internal sealed record PreparationOutcome(Target Target, PreparedTarget? Prepared, string? Problem);
