using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>What one run of a scenario saw.</summary>
internal sealed record ScenarioObservation
{
    /// <summary>Gets the queries that ended, well or not.</summary>
    public required long Queries { get; init; }

    public required long Samples { get; init; }

    /// <summary>Gets the queries that failed; in Offline, the samples.</summary>
    public long Failed { get; init; }

    /// <summary>Gets the queries of the schedule that were never sent, because too many were in flight.</summary>
    public long NotSent { get; init; }

    /// <summary>Gets the queries that took longer than the target, or failed, or were never sent.</summary>
    public long OverTarget { get; init; }

    /// <summary>Gets the latencies of the queries that succeeded.</summary>
    public required LatencyTotals Latencies { get; init; }

    /// <summary>Gets the time that the minimum holds for: in Server until the last query was due, elsewhere until the last answer.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the time until the last answer.</summary>
    public required TimeSpan LastCompletion { get; init; }

    /// <summary>Gets whether nobody answered.</summary>
    public bool GaveUp { get; init; }
}
