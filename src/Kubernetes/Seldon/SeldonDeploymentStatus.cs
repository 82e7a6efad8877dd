using System.Text.Json;
using System.Text.Json.Serialization;
using ModelServing.Kubernetes.Knative;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>What the controllers found about a deployment.</summary>
public sealed record SeldonDeploymentStatus
{
    /// <summary>Gets or sets <c>Creating</c>, <c>Available</c> or <c>Failed</c>.</summary>
    [JsonPropertyName("state")]
    public string? State { get; set; }

    /// <summary>Gets or sets why the deployment failed.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; set; }

    /// <summary>Gets or sets the pods of each Deployment.</summary>
    [JsonPropertyName("deploymentStatus")]
    public IDictionary<string, DeploymentState>? DeploymentStatus { get; set; }

    /// <summary>Gets or sets the addresses of each service.</summary>
    [JsonPropertyName("serviceStatus")]
    public IDictionary<string, ServiceState>? ServiceStatus { get; set; }

    /// <summary>Gets or sets the number of pods of the first Deployment.</summary>
    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }

    /// <summary>Gets or sets the address inside the cluster.</summary>
    [JsonPropertyName("address")]
    public SeldonAddress? Address { get; set; }

    /// <summary>Gets or sets the generation of the specification this status belongs to.</summary>
    [JsonPropertyName("observedGeneration")]
    public long? ObservedGeneration { get; set; }

    /// <summary>Gets or sets the conditions, <c>Ready</c> among them.</summary>
    [JsonPropertyName("conditions")]
    public IList<StatusCondition>? Conditions { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
