namespace ModelServing.Autoscaler.Decisions;

/// <summary>What to do with a workload's replicas, and why.</summary>
internal sealed record Decision(ScalingDirection Direction, int? Current, int? Desired, string Reason)
{
    /// <summary>Gets the decision in a few words, for example <c>Up from 2 to 3</c> or <c>Hold at 2</c>.</summary>
    public string Summary => this switch
    {
        { Direction: ScalingDirection.Hold, Current: { } replicas } => $"Hold at {replicas}",
        { Direction: ScalingDirection.Hold } => "Hold",
        { Current: { } replicas } => $"{Direction} from {replicas} to {Desired}",
        _ => $"{Direction} to {Desired}",
    };

    public static Decision Hold(int? current, string reason) => new(ScalingDirection.Hold, current, null, reason);
}
