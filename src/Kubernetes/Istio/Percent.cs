using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>A share of requests.</summary>
public sealed record Percent
{
    /// <summary>Gets or sets the share, 0 to 100.</summary>
    [JsonPropertyName("value")]
    public double Value { get; set; }
}
