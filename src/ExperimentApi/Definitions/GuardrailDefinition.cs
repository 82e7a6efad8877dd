namespace ModelServing.ExperimentApi.Definitions;

/// <summary>What ends an experiment early: more errors in the treatment than chance explains.</summary>
internal sealed record GuardrailDefinition
{
    /// <summary>Gets the chance of a false alarm over the whole experiment.</summary>
    public double FalseAlarm { get; set; } = 0.01;
}
