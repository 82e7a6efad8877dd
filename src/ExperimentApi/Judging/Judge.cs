using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.States;
using ModelServing.Statistics;
using ModelServing.Statistics.Means;

namespace ModelServing.ExperimentApi.Judging;

/// <summary>Compares the arms while the share was held: Welch's test, once, at the planned size.</summary>
internal static class Judge
{
    public static Verdict Evaluate(ExperimentSnapshot snapshot, DateTimeOffset now)
    {
        var definition = snapshot.Definition;
        var hold = snapshot.Data.Count == 0 ? StepData.Empty(0) : snapshot.Data[^1];
        var control = hold.Control.Goal.ToSummary();
        var treatment = hold.Treatment.Goal.ToSummary();
        var test = TTest.Welch(control, treatment, 1 - definition.Plan.SignificanceLevel);
        var split = SplitCheck.Test(snapshot);
        var (recommendation, words) = split is { IsMismatch: true }
            ? (Recommendation.RollBack, "The traffic did not arrive as it was split: the assignment is broken, and no comparison can be trusted.")
            : Recommend(definition, test, hold);
        return new()
        {
            Recommendation = recommendation,
            Words = words,
            At = now,
            Control = Summary(snapshot.ControlBackend, hold.Control),
            Treatment = Summary(snapshot.TreatmentBackend, hold.Treatment),
            Status = test.Status,
            Difference = test.Difference,
            Low = test.Interval?.Low,
            High = test.Interval?.High,
            P = test.PTwoSided,
            CohensD = test.Status == StatisticStatus.Ok ? EffectSize.Between(control, treatment).CohensD : null,
            Power = SamplePlan.PowerOf(definition, control.Count, treatment.Count),
            SampleRatioP = split?.P,
            ErrorEvidence = ErrorGuardrail.Evidence(snapshot.Data),
        };
    }

    private static (Recommendation, string) Recommend(ExperimentDefinition definition, TTestResult test, StepData hold)
    {
        if (hold.Control.Goal.Count == 0 || hold.Treatment.Goal.Count == 0)
        {
            var arm = hold.Control.Goal.Count > 0 ? "the treatment" : hold.Treatment.Goal.Count > 0 ? "the control" : "either arm";
            return (Recommendation.NoData, $"There is no {definition.Metric.Name} for {arm}: nothing can be said.");
        }

        return test.Status switch
        {
            StatisticStatus.Ok => Significance(definition, test),
            StatisticStatus.DegenerateNoDifference => (Recommendation.Hold, $"Every observation of {definition.Metric.Name} was the same in both arms: hold."),
            StatisticStatus.DegenerateZeroVariance => (Recommendation.Hold, $"{definition.Metric.Name} differs by {test.Difference:G4} but never varies within an arm, so chance cannot be told from effect: hold."),
            _ => (Recommendation.Hold, $"There are too few observations of {definition.Metric.Name} to compare: hold."),
        };
    }

    private static (Recommendation, string) Significance(ExperimentDefinition definition, TTestResult test)
    {
        var metric = definition.Metric;
        var better = metric.BetterDirection() == MetricDirection.Higher ? test.Difference > 0 : test.Difference < 0;
        var interval = $"{test.Difference:G4} ({1 - definition.Plan.SignificanceLevel:P0} interval {test.Interval?.Low:G4} to {test.Interval?.High:G4}, p = {test.PTwoSided:G3})";
        if (!(test.PTwoSided < definition.Plan.SignificanceLevel))
        {
            return (Recommendation.Hold, $"No difference in {metric.Name} was found: {interval}. The plan looked for {metric.MinimumDetectableEffect:G3}; hold.");
        }

        return better
            ? (Recommendation.Ship, $"The treatment is better: {metric.Name} changes by {interval}. Ship it.")
            : (Recommendation.RollBack, $"The treatment is worse: {metric.Name} changes by {interval}. Roll back.");
    }

    private static ArmSummary Summary(string? backend, ArmData arm)
    {
        var goal = arm.Goal.ToSummary();
        return new(
            backend ?? "",
            arm.Requests,
            arm.Errors,
            goal.Count,
            goal.Count == 0 ? null : goal.Mean,
            goal.Count < 2 ? null : Math.Sqrt(goal.Variance),
            arm.Latency.Count == 0 ? null : arm.Latency.Mean);
    }
}
