using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>A pod of a predictor, and how it scales.</summary>
public sealed record SeldonPodSpec
{
    /// <summary>Gets or sets the pod's metadata.</summary>
    [JsonPropertyName("metadata")]
    public V1ObjectMeta? Metadata { get; set; }

    /// <summary>Gets or sets the pod.</summary>
    [JsonPropertyName("spec")]
    public V1PodSpec? Spec { get; set; }

    /// <summary>Gets or sets the number of pods.</summary>
    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }

    /// <summary>Gets or sets the horizontal pod autoscaler.</summary>
    [JsonPropertyName("hpaSpec")]
    public JsonElement? HpaSpec { get; set; }

    /// <summary>Gets or sets the KEDA scaled object.</summary>
    [JsonPropertyName("kedaSpec")]
    public JsonElement? KedaSpec { get; set; }

    /// <summary>Gets or sets the pod disruption budget.</summary>
    [JsonPropertyName("pdbSpec")]
    public JsonElement? PdbSpec { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
