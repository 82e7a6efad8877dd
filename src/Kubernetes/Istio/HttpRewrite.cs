using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>What replaces the matched part of a request.</summary>
public sealed record HttpRewrite
{
    /// <summary>Gets or sets what replaces the matched path or prefix.</summary>
    [JsonPropertyName("uri")]
    public string? Uri { get; set; }

    /// <summary>Gets or sets what replaces the host.</summary>
    [JsonPropertyName("authority")]
    public string? Authority { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
