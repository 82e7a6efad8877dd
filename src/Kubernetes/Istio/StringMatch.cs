using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>A condition on a text: exactly one of its parts is set.</summary>
public sealed record StringMatch
{
    /// <summary>Gets or sets the whole text.</summary>
    [JsonPropertyName("exact")]
    public string? Exact { get; set; }

    /// <summary>Gets or sets how the text begins.</summary>
    [JsonPropertyName("prefix")]
    public string? Prefix { get; set; }

    /// <summary>Gets or sets the RE2 expression the whole text must match.</summary>
    [JsonPropertyName("regex")]
    public string? Regex { get; set; }
}
