namespace ModelServing.Autoscaler.Decisions;

/// <summary>What one replica can take and how many there may be.</summary>
internal sealed record ScalingLimits(double CapacityPerReplica, double TargetUtilization, int Minimum, int Maximum)
{
    /// <summary>The load one replica should carry.</summary>
    public double TargetLoad => CapacityPerReplica * TargetUtilization;
}
