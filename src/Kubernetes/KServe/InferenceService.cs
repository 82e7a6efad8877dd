using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.KServe;

/// <summary>A model to serve.</summary>
[KubernetesEntity(Group = KubeGroup, ApiVersion = KubeApiVersion, Kind = KubeKind, PluralName = KubePluralName)]
public sealed record InferenceService : IKubernetesObject<V1ObjectMeta>, ISpec<InferenceServiceSpec?>, IStatus<InferenceServiceStatus?>
{
    /// <summary>The API group.</summary>
    public const string KubeGroup = "serving.kserve.io";

    /// <summary>The API version within the group.</summary>
    public const string KubeApiVersion = "v1beta1";

    /// <summary>The kind.</summary>
    public const string KubeKind = "InferenceService";

    /// <summary>The plural used in paths.</summary>
    public const string KubePluralName = "inferenceservices";

    /// <summary>Gets or sets the group and version.</summary>
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    /// <summary>Gets or sets the kind.</summary>
    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KubeKind;

    /// <summary>Gets or sets the object's metadata.</summary>
    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Gets or sets what the user wants.</summary>
    [JsonPropertyName("spec")]
    public InferenceServiceSpec? Spec { get; set; }

    /// <summary>Gets or sets what the controllers found.</summary>
    [JsonPropertyName("status")]
    public InferenceServiceStatus? Status { get; set; }
}
