using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Judging;

/// <summary>
/// Evidence that the treatment fails more often. May be read at every tick: under equal error rates each error belongs to the
/// treatment with its share of the traffic, whatever the rate does, so the evidence is a martingale that starts at one.
/// </summary>
internal static class ErrorGuardrail
{
    /// <summary>How many times more errors: the evidence is averaged over these.</summary>
    private static readonly double[] Ratios = [1.25, 1.5, 2, 3, 5, 10];

    public static double Evidence(IReadOnlyList<StepData> steps)
    {
        var sum = 0.0;
        foreach (var ratio in Ratios)
        {
            var log = 0.0;
            foreach (var step in steps)
            {
                var requests = step.Control.Requests + step.Treatment.Requests;
                if (requests > 0)
                {
                    var share = step.Treatment.Requests / (double)requests;
                    log += (step.Treatment.Errors * Math.Log(ratio)) - ((step.Treatment.Errors + step.Control.Errors) * Math.Log((ratio * share) + 1 - share));
                }
            }

            sum += Math.Exp(Math.Min(log, 700));
        }

        return sum / Ratios.Length;
    }

    public static (double Control, double Treatment) Rates(IReadOnlyList<StepData> steps) =>
        (Rate(steps.Select(step => step.Control)), Rate(steps.Select(step => step.Treatment)));

    private static double Rate(IEnumerable<ArmData> arms)
    {
        var (errors, requests) = (0L, 0L);
        foreach (var arm in arms)
        {
            errors += arm.Errors;
            requests += arm.Requests;
        }

        return requests == 0 ? 0 : errors / (double)requests;
    }
}
