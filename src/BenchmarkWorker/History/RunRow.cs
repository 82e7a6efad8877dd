namespace ModelServing.BenchmarkWorker.History;

/// <summary>A run as the database keeps it. Plan and verdict are kept as they were written: another release need not know their every member.</summary>
internal sealed class RunRow
{
    /// <summary>Gets or sets the name, which sorts by time.</summary>
    public required string Id { get; set; }

    public required string Status { get; set; }

    public required string CreatedAt { get; set; }

    public string? FinishedAt { get; set; }

    public required string Plan { get; set; }

    public string? Problem { get; set; }

    public string? Verdict { get; set; }

    public bool HasReport { get; set; }

    /// <summary>Gets or sets what the worker of a run that is not over counts on while it lives.</summary>
    public long Heartbeat { get; set; }
}
