namespace ModelServing.ExperimentApi.Definitions;

/// <summary>Two models on one platform, the share of traffic the new one gets, and what must be better for it to stay.</summary>
internal sealed record ExperimentDefinition
{
    /// <summary>Gets the experiment's name, a DNS label.</summary>
    public string Name { get; set; } = "";

    public string Namespace { get; set; } = "default";

    public ServingPlatform Platform { get; set; }

    /// <summary>Gets the InferenceService or SeldonDeployment; a Seldon deployment with model URIs is created if it is not there.</summary>
    public string Target { get; set; } = "";

    public ArmDefinition Control { get; set; } = new();

    public ArmDefinition Treatment { get; set; } = new();

    public MetricDefinition Metric { get; set; } = new();

    public GuardrailDefinition Guardrail { get; set; } = new();

    public RampDefinition Ramp { get; set; } = new();

    public PlanDefinition Plan { get; set; } = new();

    /// <summary>Gets the built-in traffic; without it outcomes are pushed or come from Prometheus.</summary>
    public TrafficDefinition? Traffic { get; set; }

    /// <summary>Gets whether a clear verdict is carried out; otherwise it waits for an operator.</summary>
    public bool Automatic { get; set; } = true;
}
