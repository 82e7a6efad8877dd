using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>The pods of a Deployment.</summary>
public sealed record DeploymentState
{
    /// <summary>Gets or sets the Deployment's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets the Deployment's state.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; set; }

    /// <summary>Gets or sets why the Deployment failed.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; set; }

    /// <summary>Gets or sets the number of pods.</summary>
    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }

    /// <summary>Gets or sets the number of available pods.</summary>
    [JsonPropertyName("availableReplicas")]
    public int? AvailableReplicas { get; set; }

    /// <summary>Gets or sets the predictor that the Deployment explains.</summary>
    [JsonPropertyName("explainerFor")]
    public string? ExplainerFor { get; set; }
}
