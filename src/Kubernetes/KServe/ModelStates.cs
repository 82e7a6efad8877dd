using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>The states of the active and of the coming model.</summary>
public sealed record ModelStates
{
    /// <summary>Gets or sets the state of the model that serves.</summary>
    [JsonPropertyName("activeModelState")]
    public string? ActiveModelState { get; set; }

    /// <summary>Gets or sets the state of the model that is to serve.</summary>
    [JsonPropertyName("targetModelState")]
    public string? TargetModelState { get; set; }
}
