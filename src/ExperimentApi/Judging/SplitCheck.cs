using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.States;
using ModelServing.Statistics.Traffic;

namespace ModelServing.ExperimentApi.Judging;

/// <summary>Whether the traffic arrived as it was split, over all steps at their own weights.</summary>
internal static class SplitCheck
{
    /// <summary>Null where it does not apply: pushed outcomes are whatever their sender chose to push.</summary>
    public static SampleRatioResult? Test(ExperimentSnapshot snapshot)
    {
        if (snapshot.Definition is { Traffic: null, Metric.Source: MetricSource.Outcomes })
        {
            return null;
        }

        var (control, treatment, expected) = (0L, 0L, 0.0);
        foreach (var step in snapshot.Data)
        {
            control += step.Control.Requests;
            treatment += step.Treatment.Requests;
            expected += (step.Control.Requests + step.Treatment.Requests) * step.TreatmentWeight / 100.0;
        }

        return control + treatment == 0 ? null : SampleRatio.Test([control, treatment], [control + treatment - expected, expected]);
    }
}
