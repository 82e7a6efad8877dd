namespace ModelServing.Autoscaler.Decisions.Hpa;

/// <summary>How fast an autoscaler may move in either direction.</summary>
internal sealed record HpaBehavior(HpaScalingRules Up, HpaScalingRules Down)
{
    /// <summary>What an object with a behaviour but nothing in it gets.</summary>
    public static HpaBehavior Default { get; } = new(
        new HpaScalingRules(
            TimeSpan.Zero,
            HpaPolicySelect.Max,
            [new HpaPolicy(HpaPolicyType.Pods, 4, TimeSpan.FromSeconds(15)), new HpaPolicy(HpaPolicyType.Percent, 100, TimeSpan.FromSeconds(15))]),
        new HpaScalingRules(
            TimeSpan.FromMinutes(5), HpaPolicySelect.Max, [new HpaPolicy(HpaPolicyType.Percent, 100, TimeSpan.FromSeconds(15))]));
}

internal sealed record HpaScalingRules(TimeSpan Window, HpaPolicySelect Select, IReadOnlyList<HpaPolicy> Policies);

internal sealed record HpaPolicy(HpaPolicyType Type, int Value, TimeSpan Period);

internal enum HpaPolicyType
{
    Pods,
    Percent,
}

internal enum HpaPolicySelect
{
    Max,
    Min,
    Disabled,
}
