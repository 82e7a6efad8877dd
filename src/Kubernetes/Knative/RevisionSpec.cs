using System.Text.Json.Serialization;
using k8s.Models;

namespace ModelServing.Kubernetes.Knative;

/// <summary>The pod a revision runs, and how requests reach it.</summary>
public sealed record RevisionSpec : V1PodSpec
{
    /// <summary>Gets or sets the most requests in flight per pod; 0 is no limit.</summary>
    [JsonPropertyName("containerConcurrency")]
    public long? ContainerConcurrency { get; set; }

    /// <summary>Gets or sets the longest time a request may take.</summary>
    [JsonPropertyName("timeoutSeconds")]
    public long? TimeoutSeconds { get; set; }

    /// <summary>Gets or sets the longest time until a response begins.</summary>
    [JsonPropertyName("responseStartTimeoutSeconds")]
    public long? ResponseStartTimeoutSeconds { get; set; }
}
