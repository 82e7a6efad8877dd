using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>A service, and the port on it.</summary>
public sealed record Destination
{
    /// <summary>Gets or sets the service's name.</summary>
    [JsonPropertyName("host")]
    public string Host { get; set; } = string.Empty;

    /// <summary>Gets or sets the subset of the service.</summary>
    [JsonPropertyName("subset")]
    public string? Subset { get; set; }

    /// <summary>Gets or sets the port; may be absent for a service with one port.</summary>
    [JsonPropertyName("port")]
    public PortSelector? Port { get; set; }
}
