using ModelServing.ExperimentApi.Judging;
using ModelServing.ExperimentApi.Platforms;

namespace ModelServing.ExperimentApi.States;

/// <summary>The state machine: what comes next is a function of what is stored, what is seen and what time it is.</summary>
internal static class Decider
{
    public static ExperimentSnapshot Decide(ExperimentSnapshot snapshot, TargetObservation target, DateTimeOffset now) => snapshot.State switch
    {
        ExperimentState.Validating => Validate(snapshot, target, now),
        ExperimentState.Provisioning => Provision(snapshot, target, now),
        ExperimentState.Ramping or ExperimentState.Holding => Guard(snapshot, now) ?? Advance(Observe(snapshot, target, now), now),
        ExperimentState.Deciding => CarryOut(snapshot, now),
        ExperimentState.Promoting when target.IsPromoted => snapshot.To(ExperimentState.Promoted, now, snapshot.Reason),
        ExperimentState.RollingBack when target.IsRestored => snapshot.To(snapshot.RollBackTo ?? ExperimentState.RolledBack, now, snapshot.Reason),
        ExperimentState.RollingBack when target.Problem is null && !target.Exists => snapshot.To(ExperimentState.Failed, now, $"{snapshot.Definition.Target} is gone: there is nothing to put back"),
        _ => snapshot with { Condition = target.Problem ?? "" },
    };

    /// <summary>Starts the way back; what it ends in depends on who asked.</summary>
    public static ExperimentSnapshot RollBack(ExperimentSnapshot snapshot, DateTimeOffset now, string reason, ExperimentState end = ExperimentState.RolledBack) =>
        snapshot.Saved is null
            ? snapshot.To(end, now, reason)
            : snapshot.To(ExperimentState.RollingBack, now, reason) with { RollBackTo = end };

    private static ExperimentSnapshot Validate(ExperimentSnapshot snapshot, TargetObservation target, DateTimeOffset now)
    {
        if (target.Problem is not null || !target.IsReady)
        {
            var condition = target.Problem ?? $"waiting for {snapshot.Definition.Target} to be ready before anything is changed";
            return TimedOut(snapshot, now) ? snapshot.To(ExperimentState.Failed, now, condition) : snapshot with { Condition = condition };
        }

        return snapshot.To(ExperimentState.Provisioning, now, "the control is ready; the treatment is set up without traffic") with
        {
            Saved = target.Managed,
            ControlBackend = target.ControlBackend,
        };
    }

    private static ExperimentSnapshot Provision(ExperimentSnapshot snapshot, TargetObservation target, DateTimeOffset now)
    {
        if (target is { IsReady: true, TreatmentBackend: { } treatment, TreatmentWeight: 0 } && treatment != snapshot.ControlBackend)
        {
            var weights = snapshot.Weights();
            return snapshot.To(weights.Length == 1 ? ExperimentState.Holding : ExperimentState.Ramping, now, $"the treatment {treatment} is ready; it gets {weights[0]} %") with
            {
                TreatmentBackend = treatment,
                Step = 0,
                WeightsSince = null,
                Data = [.. weights.Select(StepData.Empty)],
            };
        }

        var condition = target.Problem ?? "waiting for the treatment to be ready";
        return TimedOut(snapshot, now)
            ? RollBack(snapshot, now, $"the treatment was not ready in {snapshot.Definition.Plan.ProvisioningSeconds:0} s: {condition}")
            : snapshot with { Condition = condition };
    }

    private static bool TimedOut(ExperimentSnapshot snapshot, DateTimeOffset now) =>
        (now - snapshot.Since).TotalSeconds > snapshot.Definition.Plan.ProvisioningSeconds;

    /// <summary>Counting waits for the weights: requests before that were split otherwise.</summary>
    private static ExperimentSnapshot Observe(ExperimentSnapshot snapshot, TargetObservation target, DateTimeOffset now)
    {
        if (!target.Exists && target.Problem is null)
        {
            return snapshot.To(ExperimentState.Failed, now, $"{snapshot.Definition.Target} was deleted");
        }

        var inForce = target.TreatmentWeight == snapshot.WantedWeight() && target.IsReady;
        return snapshot with
        {
            WeightsSince = inForce ? snapshot.WeightsSince ?? now : null,
            LastCounters = inForce ? snapshot.LastCounters : null,
            Condition = inForce ? NoData(snapshot, now) : target.Problem ?? $"waiting for the weights {100 - snapshot.WantedWeight()}/{snapshot.WantedWeight()} in the status",
        };
    }

    private static string NoData(ExperimentSnapshot snapshot, DateTimeOffset now)
    {
        var step = snapshot.Data[snapshot.Step];
        var waited = snapshot.WeightsSince is { } since && (now - since).TotalSeconds > 15;
        return !waited ? ""
            : step.Control.Requests == 0 && step.Treatment.Requests == 0 ? "no data for either arm yet"
            : step.Control.Requests == 0 ? "no data for the control yet"
            : step.Treatment.Requests == 0 ? "no data for the treatment yet" : "";
    }

    private static ExperimentSnapshot? Guard(ExperimentSnapshot snapshot, DateTimeOffset now)
    {
        if (ErrorGuardrail.Evidence(snapshot.Data) >= 1 / snapshot.Definition.Guardrail.FalseAlarm)
        {
            var (control, treatment) = ErrorGuardrail.Rates(snapshot.Data);
            return RollBack(snapshot, now, $"guardrail: the treatment fails {treatment:P2} of its requests, the control {control:P2}");
        }

        return SplitCheck.Test(snapshot) is { IsMismatch: true } mismatch
            ? RollBack(snapshot, now, $"sample ratio mismatch: the traffic did not arrive as it was split (p = {mismatch.P:0.0e+0})")
            : null;
    }

    private static ExperimentSnapshot Advance(ExperimentSnapshot snapshot, DateTimeOffset now)
    {
        if (snapshot.WeightsSince is not { } since)
        {
            return snapshot;
        }

        var seconds = (now - since).TotalSeconds;
        var step = snapshot.Data[snapshot.Step];
        if (snapshot.State == ExperimentState.Ramping)
        {
            return seconds >= snapshot.Definition.Ramp.DwellSeconds && step.Treatment.Requests >= snapshot.Definition.Ramp.MinimumRequests ? NextStep(snapshot, now) : snapshot;
        }

        var wanted = SamplePlan.SamplesPerArm(snapshot.Definition);
        var enough = Math.Min(step.Control.Goal.Count, step.Treatment.Goal.Count) >= wanted;
        return enough ? Judge(snapshot, now, $"{wanted} observations in each arm")
            : seconds >= snapshot.Definition.Plan.MaxHoldSeconds ? Judge(snapshot, now, "the hold's longest time is over")
            : snapshot;
    }

    private static ExperimentSnapshot NextStep(ExperimentSnapshot snapshot, DateTimeOffset now)
    {
        var weights = snapshot.Weights();
        var next = snapshot.Step + 1;
        var isHold = next == weights.Length - 1;
        return snapshot.To(isHold ? ExperimentState.Holding : ExperimentState.Ramping, now, $"the treatment goes from {weights[snapshot.Step]} to {weights[next]} %") with
        {
            Step = next,
            WeightsSince = null,
            LastCounters = null,
        };
    }

    private static ExperimentSnapshot Judge(ExperimentSnapshot snapshot, DateTimeOffset now, string why) =>
        snapshot.To(ExperimentState.Deciding, now, why) with { Verdict = Judging.Judge.Evaluate(snapshot, now) };

    private static ExperimentSnapshot CarryOut(ExperimentSnapshot snapshot, DateTimeOffset now)
    {
        if (snapshot.Verdict is not { } verdict || !snapshot.Definition.Automatic)
        {
            return snapshot with { Condition = "waiting for an operator to promote or roll back" };
        }

        return verdict.Recommendation switch
        {
            Recommendation.Ship => snapshot.To(ExperimentState.Promoting, now, verdict.Words),
            Recommendation.RollBack => RollBack(snapshot, now, verdict.Words),
            _ => snapshot.To(ExperimentState.Inconclusive, now, verdict.Words),
        };
    }
}
