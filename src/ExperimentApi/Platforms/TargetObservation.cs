using System.Text.Json.Nodes;

namespace ModelServing.ExperimentApi.Platforms;

/// <summary>What the cluster says about an experiment's target.</summary>
internal sealed record TargetObservation
{
    public bool Exists { get; init; }

    /// <summary>Gets whether its controller has seen the latest spec and everything in it serves.</summary>
    public bool IsReady { get; init; }

    /// <summary>Gets the treatment's percentage in the status; null while the status shows anything else than the two arms.</summary>
    public int? TreatmentWeight { get; init; }

    public string? ControlBackend { get; init; }

    public string? TreatmentBackend { get; init; }

    /// <summary>Gets the fields an experiment changes, as they are; they come back at a roll-back.</summary>
    public JsonObject? Managed { get; init; }

    /// <summary>Gets whether the treatment has all the traffic and the experiment's traces are gone.</summary>
    public bool IsPromoted { get; init; }

    /// <summary>Gets whether the saved fields are back, and in force.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Gets what stands in the way, in words.</summary>
    public string? Problem { get; init; }
}
