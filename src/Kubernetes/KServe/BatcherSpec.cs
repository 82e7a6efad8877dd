using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>How requests are put together.</summary>
public sealed record BatcherSpec
{
    /// <summary>Gets or sets the most instances in a batch.</summary>
    [JsonPropertyName("maxBatchSize")]
    public int? MaxBatchSize { get; set; }

    /// <summary>Gets or sets the longest wait for a batch, in milliseconds.</summary>
    [JsonPropertyName("maxLatency")]
    public int? MaxLatency { get; set; }

    /// <summary>Gets or sets ignored; kept for round trips.</summary>
    [JsonPropertyName("timeout")]
    public int? Timeout { get; set; }
}
