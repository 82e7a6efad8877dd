using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Judging;
using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Rest;

/// <summary>An experiment as clients see it.</summary>
internal sealed record ExperimentView
{
    public required string Name { get; init; }

    public required ExperimentState State { get; init; }

    public required string Reason { get; init; }

    public required string Condition { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Gets the treatment's percentage that is wanted now.</summary>
    public int? TreatmentWeight { get; init; }

    public bool WeightsInForce { get; init; }

    public int[] Weights { get; init; } = [];

    public int SamplesPerArm { get; init; }

    public string? ControlBackend { get; init; }

    public string? TreatmentBackend { get; init; }

    /// <summary>Gets the comparison so far; it is acted on only once the plan is fulfilled.</summary>
    public Verdict? Verdict { get; init; }

    public required ExperimentDefinition Definition { get; init; }

    public static ExperimentView Of(ExperimentSnapshot snapshot, DateTimeOffset now) => new()
    {
        Name = snapshot.Definition.Name,
        State = snapshot.State,
        Reason = snapshot.Reason,
        Condition = snapshot.Condition,
        Created = snapshot.Created,
        Since = snapshot.Since,
        TreatmentWeight = snapshot.WantedWeight(),
        WeightsInForce = snapshot.WeightsSince is not null,
        Weights = snapshot.Weights(),
        SamplesPerArm = SamplePlan.SamplesPerArm(snapshot.Definition),
        ControlBackend = snapshot.ControlBackend,
        TreatmentBackend = snapshot.TreatmentBackend,
        Verdict = snapshot.Verdict ?? SoFar(snapshot, now),
        Definition = snapshot.Definition,
    };

    /// <summary>A look before the plan is fulfilled must not read like a verdict: whoever acts on it finds effects that are not there.</summary>
    private static Verdict? SoFar(ExperimentSnapshot snapshot, DateTimeOffset now)
    {
        if (snapshot.Data.Count == 0)
        {
            return null;
        }

        var verdict = Judge.Evaluate(snapshot, now);
        return verdict.Recommendation is Recommendation.Ship or Recommendation.RollBack
            ? verdict with { Recommendation = Recommendation.Hold, Words = "The planned sample is not complete; a difference so far may be chance. Hold." }
            : verdict;
    }
}
