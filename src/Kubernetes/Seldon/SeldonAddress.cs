using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>The address of a deployment.</summary>
public sealed record SeldonAddress
{
    /// <summary>Gets or sets the address.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }
}
