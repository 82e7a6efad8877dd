namespace ModelServing.Autoscaler.Metrics;

/// <summary>A history, a problem, or (stale data) both.</summary>
internal sealed record HistoryReading(LoadHistory? History, HistoryProblem? Problem)
{
    public static HistoryReading Failed(HistoryProblemKind kind, string message) => new(null, new HistoryProblem(kind, message));
}
