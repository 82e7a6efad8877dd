using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Adds one window of the gateway's counters to the present step: windows touch but never overlap.</summary>
internal static class CounterFolding
{
    public static ExperimentSnapshot Fold(ExperimentSnapshot snapshot, IReadOnlyDictionary<string, double> counters)
    {
        if (!snapshot.Collects || counters.Count == 0)
        {
            return snapshot;
        }

        if (snapshot.LastCounters is not { } before)
        {
            return snapshot with { LastCounters = counters };
        }

        var step = snapshot.Data[snapshot.Step];
        var (control, treatment) = (snapshot.ControlBackend ?? "", snapshot.TreatmentBackend ?? "");
        var metric = snapshot.Definition.Metric.Name;
        var folded = snapshot.WithStep(step with
        {
            Control = Add(step.Control, metric, before, counters, control),
            Treatment = Add(step.Treatment, metric, before, counters, treatment),
        });
        return folded with { LastCounters = counters };
    }

    private static ArmData Add(ArmData arm, string metric, IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after, string backend)
    {
        double Increase(string counter) => GatewayCounters.Increase(before, after, $"{backend}/{counter}");
        var requests = (long)Increase(GatewayCounters.Requests);
        var errors = (long)Increase(GatewayCounters.Errors);
        var timed = Increase(GatewayCounters.LatencyCount);
        if (requests == 0 && timed == 0)
        {
            return arm;
        }

        // Requests of one window share its load: the window's mean is one observation of latency.
        double? latency = timed > 0 ? Increase(GatewayCounters.LatencySum) / timed : null;
        var goal = metric switch
        {
            MetricDefinition.ErrorRate => arm.Goal.Merge(Moments.OfShare(errors, requests)),
            _ when latency is { } mean => arm.Goal.Add(mean),
            _ => arm.Goal,
        };
        return new(arm.Requests + requests, arm.Errors + errors, goal, latency is { } known ? arm.Latency.Add(known) : arm.Latency);
    }
}
