using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>Where a node's payloads are logged.</summary>
public sealed record UnitLogger
{
    /// <summary>Gets or sets the address of the log's receiver.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }

    /// <summary>Gets or sets what is logged: <c>all</c>, <c>request</c> or <c>response</c>.</summary>
    [JsonPropertyName("mode")]
    public string? Mode { get; set; }
}
