using System.Text.Json;
using System.Text.Json.Serialization;
using ModelServing.Kubernetes.Knative;

namespace ModelServing.Kubernetes.KServe;

/// <summary>What the controllers found about an inference service.</summary>
public sealed record InferenceServiceStatus
{
    /// <summary>Gets or sets the generation of the specification this status belongs to.</summary>
    [JsonPropertyName("observedGeneration")]
    public long? ObservedGeneration { get; set; }

    /// <summary>Gets or sets the conditions, <c>Ready</c> among them.</summary>
    [JsonPropertyName("conditions")]
    public IList<StatusCondition>? Conditions { get; set; }

    /// <summary>Gets or sets the address inside the cluster.</summary>
    [JsonPropertyName("address")]
    public Addressable? Address { get; set; }

    /// <summary>Gets or sets the address outside the cluster.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }

    /// <summary>Gets or sets the status of each component, by its name in the specification.</summary>
    [JsonPropertyName("components")]
    public IDictionary<string, ComponentStatus>? Components { get; set; }

    /// <summary>Gets or sets how far loading the model is.</summary>
    [JsonPropertyName("modelStatus")]
    public ModelStatus? ModelStatus { get; set; }

    /// <summary>Gets or sets the mode the service was first deployed in.</summary>
    [JsonPropertyName("deploymentMode")]
    public string? DeploymentMode { get; set; }

    /// <summary>Gets or sets the serving runtime of the namespace in use.</summary>
    [JsonPropertyName("servingRuntimeName")]
    public string? ServingRuntimeName { get; set; }

    /// <summary>Gets or sets the serving runtime of the cluster in use.</summary>
    [JsonPropertyName("clusterServingRuntimeName")]
    public string? ClusterServingRuntimeName { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
