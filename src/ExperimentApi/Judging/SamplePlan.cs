using ModelServing.ExperimentApi.Definitions;
using ModelServing.Statistics.Planning;

namespace ModelServing.ExperimentApi.Judging;

/// <summary>The sample size is fixed before the first observation; the observed effect never changes it.</summary>
internal static class SamplePlan
{
    public static int SamplesPerArm(ExperimentDefinition definition) =>
        definition.Plan.SamplesPerArm
        ?? (int)Math.Ceiling(Math.Min(Power.SampleSize(EffectSize(definition), definition.Plan.Power, definition.Plan.SignificanceLevel) ?? int.MaxValue, int.MaxValue));

    /// <summary>The power to find the planned effect with these many observations.</summary>
    public static double? PowerOf(ExperimentDefinition definition, long control, long treatment) =>
        control < 2 || treatment < 2 ? null : Power.TwoSampleT(EffectSize(definition), control, treatment, definition.Plan.SignificanceLevel);

    private static double EffectSize(ExperimentDefinition definition) => definition.Metric.MinimumDetectableEffect / definition.Metric.ExpectedDeviation;
}
