using System.Text.Json.Serialization;
using ModelServing.Kubernetes.Knative;

namespace ModelServing.Kubernetes.KServe;

/// <summary>The revisions of a component and their traffic.</summary>
public sealed record ComponentStatus
{
    /// <summary>Gets or sets the newest revision.</summary>
    [JsonPropertyName("latestCreatedRevision")]
    public string? LatestCreatedRevision { get; set; }

    /// <summary>Gets or sets the newest revision that was ready.</summary>
    [JsonPropertyName("latestReadyRevision")]
    public string? LatestReadyRevision { get; set; }

    /// <summary>Gets or sets the last revision that received all of the traffic.</summary>
    [JsonPropertyName("latestRolledoutRevision")]
    public string? LatestRolledoutRevision { get; set; }

    /// <summary>Gets or sets the revision that received all of the traffic before that.</summary>
    [JsonPropertyName("previousRolledoutRevision")]
    public string? PreviousRolledoutRevision { get; set; }

    /// <summary>Gets or sets the shares of the traffic.</summary>
    [JsonPropertyName("traffic")]
    public IList<TrafficTarget>? Traffic { get; set; }

    /// <summary>Gets or sets the component's address outside the cluster.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }

    /// <summary>Gets or sets the component's REST address.</summary>
    [JsonPropertyName("restUrl")]
    public string? RestUrl { get; set; }

    /// <summary>Gets or sets the component's gRPC address.</summary>
    [JsonPropertyName("grpcUrl")]
    public string? GrpcUrl { get; set; }

    /// <summary>Gets or sets the component's address inside the cluster.</summary>
    [JsonPropertyName("address")]
    public Addressable? Address { get; set; }
}
