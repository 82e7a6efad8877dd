using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>An address.</summary>
public sealed record Addressable
{
    /// <summary>Gets or sets the address.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }
}
