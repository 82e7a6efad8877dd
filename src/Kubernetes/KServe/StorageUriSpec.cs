using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>A place to load from, and where its content appears.</summary>
public sealed record StorageUriSpec
{
    /// <summary>Gets or sets the place.</summary>
    [JsonPropertyName("uri")]
    public string? Uri { get; set; }

    /// <summary>Gets or sets the folder in the container.</summary>
    [JsonPropertyName("mountPath")]
    public string? MountPath { get; set; }
}
