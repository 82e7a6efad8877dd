using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Knative;

/// <summary>One share of the traffic of a Knative route.</summary>
public sealed record TrafficTarget
{
    /// <summary>Gets or sets the revision that receives the share.</summary>
    [JsonPropertyName("revisionName")]
    public string? RevisionName { get; set; }

    /// <summary>Gets or sets whether the share follows the latest ready revision.</summary>
    [JsonPropertyName("latestRevision")]
    public bool? LatestRevision { get; set; }

    /// <summary>Gets or sets the share in percent.</summary>
    [JsonPropertyName("percent")]
    public long? Percent { get; set; }

    /// <summary>Gets or sets the tag that gives this target an address of its own.</summary>
    [JsonPropertyName("tag")]
    public string? Tag { get; set; }

    /// <summary>Gets or sets the address of the tag.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }
}
