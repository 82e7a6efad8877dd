namespace ModelServing.ExperimentApi.Definitions;

/// <summary>One of the two models.</summary>
internal sealed record ArmDefinition
{
    /// <summary>Gets the model's URI: the treatment's on KServe; both on Seldon when the deployment is to be created.</summary>
    public string? ModelUri { get; set; }

    /// <summary>Gets the predictor that is the arm, on Seldon.</summary>
    public string? Predictor { get; set; }

    /// <summary>Gets the prepackaged server, on Seldon.</summary>
    public string Implementation { get; set; } = "TENSORFLOW_SERVER";
}
