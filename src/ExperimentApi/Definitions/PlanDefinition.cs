namespace ModelServing.ExperimentApi.Definitions;

/// <summary>When to look, once: at a sample size fixed beforehand, so that the test keeps its level.</summary>
internal sealed record PlanDefinition
{
    public double SignificanceLevel { get; set; } = 0.05;

    public double Power { get; set; } = 0.8;

    /// <summary>Gets the observations wanted in each arm; by default what the power asks for.</summary>
    public int? SamplesPerArm { get; set; }

    /// <summary>Gets how long to hold at most; then the verdict is made on what there is.</summary>
    public double MaxHoldSeconds { get; set; } = 24 * 3600;

    /// <summary>Gets how long provisioning may take before everything is put back.</summary>
    public double ProvisioningSeconds { get; set; } = 600;
}
