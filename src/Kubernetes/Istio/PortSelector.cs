using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>A port of a service.</summary>
public sealed record PortSelector
{
    /// <summary>Gets or sets the port's number.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }
}
