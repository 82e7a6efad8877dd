namespace ModelServing.Autoscaler.Decisions.Hpa;

/// <summary>A pod as the replica calculator sees it; quantities are milli-units.</summary>
internal sealed record HpaPod(long? Metric, long Request = 0)
{
    /// <summary>Terminating and failed pods do not count at all.</summary>
    public bool Ignored { get; init; }

    /// <summary>Pending, or too young for its sample to mean anything.</summary>
    public bool Unready { get; init; }
}
