using System.Text.Json.Nodes;
using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Judging;
using ModelServing.ExperimentApi.Ramps;

namespace ModelServing.ExperimentApi.States;

/// <summary>Everything that is known about an experiment; with its event it is written before anything is done to the cluster.</summary>
internal sealed record ExperimentSnapshot
{
    public required ExperimentDefinition Definition { get; init; }

    public ExperimentState State { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the present state or ramp step began.</summary>
    public DateTimeOffset Since { get; init; }

    public int Step { get; init; }

    /// <summary>Gets the state to go back to after a pause.</summary>
    public ExperimentState? PausedFrom { get; init; }

    /// <summary>Gets the final state a roll-back ends in: RolledBack or Cancelled.</summary>
    public ExperimentState? RollBackTo { get; init; }

    /// <summary>Gets why it is where it is.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Gets the condition that holds it up, such as missing data; empty when nothing does.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Gets the fields of the target as they were before; null until validated.</summary>
    public JsonObject? Saved { get; init; }

    /// <summary>Gets the backend that is the control: the name the gateway reports.</summary>
    public string? ControlBackend { get; init; }

    public string? TreatmentBackend { get; init; }

    /// <summary>Gets since when the wanted weights have been seen in the target's status; null while they are not.</summary>
    public DateTimeOffset? WeightsSince { get; init; }

    /// <summary>Gets the steps' data; the last one is the hold's.</summary>
    public IReadOnlyList<StepData> Data { get; init; } = [];

    public Verdict? Verdict { get; init; }

    /// <summary>Gets the gateway's counters as last read, so that windows are disjoint across restarts too.</summary>
    public IReadOnlyDictionary<string, double>? LastCounters { get; init; }

    public bool IsLive => State is not (ExperimentState.Promoted or ExperimentState.RolledBack or ExperimentState.Failed or ExperimentState.Cancelled);

    /// <summary>Gets a value that says whether outcomes count now: the wanted weights are in force.</summary>
    public bool Collects => State is ExperimentState.Ramping or ExperimentState.Holding && WeightsSince is not null;

    public int[] Weights() => Ramp.Weights(Definition.Ramp);

    /// <summary>Tells the treatment's percentage that should be in force; null where the target is not ours to change.</summary>
    public int? WantedWeight() => State switch
    {
        ExperimentState.Provisioning => 0,
        ExperimentState.Ramping or ExperimentState.Holding or ExperimentState.Deciding or ExperimentState.Inconclusive => Weights()[Step],
        ExperimentState.Paused => PausedFrom == ExperimentState.Provisioning ? 0 : Weights()[Step],
        _ => null,
    };
}
