namespace ModelServing.Autoscaler.Decisions;

/// <summary>What to do with a workload's replicas, and why.</summary>
internal sealed record Decision(ScalingDirection Direction, int? Current, int? Desired, string Reason)
{
    public static Decision Hold(int? current, string reason) => new(ScalingDirection.Hold, current, null, reason);
}
