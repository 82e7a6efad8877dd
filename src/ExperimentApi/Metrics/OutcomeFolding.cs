using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Adds outcomes to the present step's data.</summary>
internal static class OutcomeFolding
{
    public static (ExperimentSnapshot Snapshot, OutcomeResult Result) Fold(ExperimentSnapshot snapshot, IReadOnlyList<Outcome> outcomes)
    {
        if (!snapshot.Collects)
        {
            return (snapshot, new(0, outcomes.Count, $"nothing is counted while the experiment is {snapshot.State}{(snapshot.Condition.Length > 0 ? $" ({snapshot.Condition})" : "")}"));
        }

        var step = snapshot.Data[snapshot.Step];
        var (accepted, reason) = (0, default(string));
        foreach (var outcome in outcomes)
        {
            var isControl = outcome.Arm == "control" || (outcome.Arm is null && outcome.Backend == snapshot.ControlBackend);
            var isTreatment = outcome.Arm == "treatment" || (outcome.Arm is null && outcome.Backend == snapshot.TreatmentBackend);
            if ((outcome.Step is { } of && of != snapshot.Step) || (!isControl && !isTreatment) || !IsFinite(outcome))
            {
                reason ??= !isControl && !isTreatment ? $"neither arm is called {outcome.Arm ?? outcome.Backend ?? "nothing"}: control is {snapshot.ControlBackend}, treatment is {snapshot.TreatmentBackend}"
                    : IsFinite(outcome) ? "the step is over" : "a value is not a finite number";
                continue;
            }

            accepted++;
            step = isControl
                ? step with { Control = Add(step.Control, outcome, snapshot.Definition.Metric.Name) }
                : step with { Treatment = Add(step.Treatment, outcome, snapshot.Definition.Metric.Name) };
        }

        return (snapshot.WithStep(step), new(accepted, outcomes.Count - accepted, reason));
    }

    public static ExperimentSnapshot WithStep(this ExperimentSnapshot snapshot, StepData step)
    {
        var data = snapshot.Data.ToArray();
        data[snapshot.Step] = step;
        return snapshot with { Data = data };
    }

    private static bool IsFinite(Outcome outcome) => outcome.LatencyMs is null or (>= 0 and < double.PositiveInfinity) && outcome.Values.Values.All(double.IsFinite);

    private static ArmData Add(ArmData arm, Outcome outcome, string metric)
    {
        var goal = metric switch
        {
            MetricDefinition.ErrorRate => outcome.Error ? 1.0 : 0,
            _ when outcome.Error => default(double?),
            _ when outcome.Values.TryGetValue(metric, out var value) => value,
            MetricDefinition.Latency => outcome.LatencyMs,
            _ => null,
        };
        return new(
            arm.Requests + 1,
            arm.Errors + (outcome.Error ? 1 : 0),
            goal is { } known ? arm.Goal.Add(known) : arm.Goal,
            outcome.LatencyMs is { } latency && !outcome.Error ? arm.Latency.Add(latency) : arm.Latency);
    }
}
