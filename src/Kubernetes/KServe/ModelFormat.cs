using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>A model format and, optionally, its version.</summary>
public sealed record ModelFormat
{
    /// <summary>Gets or sets the format's name.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Gets or sets the format's version.</summary>
    [JsonPropertyName("version")]
    public string? Version { get; set; }
}
