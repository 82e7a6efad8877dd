using ModelServing.ExperimentApi.Definitions;

namespace ModelServing.ExperimentApi.Ramps;

/// <summary>The treatment's percentages, step by step.</summary>
internal static class Ramp
{
    /// <summary>Whole percentages that rise; computed steps that round to the same percentage are one step.</summary>
    public static int[] Weights(RampDefinition ramp) => ramp.Strategy switch
    {
        RampStrategy.Linear => Round(ramp, share => ramp.From + ((ramp.To - ramp.From) * share)),
        RampStrategy.Exponential => Round(ramp, share => ramp.From * Math.Pow(ramp.To / ramp.From, share)),
        _ => ramp.Steps,
    };

    private static int[] Round(RampDefinition ramp, Func<double, double> percentAt) =>
        [.. Enumerable.Range(0, ramp.Count + 1).Select(step => LargestRemainder.Treatment(percentAt(step / (double)ramp.Count))).Distinct()];
}
