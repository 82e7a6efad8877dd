using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>When and how often a request is tried again.</summary>
public sealed record HttpRetry
{
    /// <summary>Gets or sets how often to try again.</summary>
    [JsonPropertyName("attempts")]
    public int? Attempts { get; set; }

    /// <summary>Gets or sets the longest time for each try, such as <c>2s</c>.</summary>
    [JsonPropertyName("perTryTimeout")]
    public string? PerTryTimeout { get; set; }

    /// <summary>Gets or sets the failures that are tried again, separated by commas.</summary>
    [JsonPropertyName("retryOn")]
    public string? RetryOn { get; set; }
}
