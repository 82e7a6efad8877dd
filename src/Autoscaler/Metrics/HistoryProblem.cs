namespace ModelServing.Autoscaler.Metrics;

/// <summary>Why there is no history to use, in words an operator can act on.</summary>
internal sealed record HistoryProblem(HistoryProblemKind Kind, string Message);

internal enum HistoryProblemKind
{
    Unavailable,
    Malformed,
    NoData,
    Stale,
    MultipleSeries,
}
