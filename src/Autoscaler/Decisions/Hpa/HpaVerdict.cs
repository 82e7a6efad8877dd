namespace ModelServing.Autoscaler.Decisions.Hpa;

internal readonly record struct HpaVerdict(int Replicas, HpaReason Reason);

internal enum HpaReason
{
    DesiredWithinRange,
    Stabilized,
    ScaleUpLimit,
    ScaleDownLimit,
    TooManyReplicas,
    TooFewReplicas,
    CurrentBelowMin,
    CurrentAboveMax,
    ScalingDisabled,
    FailedGetMetrics,
}
