namespace ModelServing.ExperimentApi.Metrics;

/// <summary>What became of pushed outcomes.</summary>
/// <param name="Accepted">Counted.</param>
/// <param name="Ignored">Not counted: of no arm, of another step, or at a time when nothing is counted.</param>
/// <param name="Reason">Why, when any was ignored.</param>
internal sealed record OutcomeResult(int Accepted, int Ignored, string? Reason);
