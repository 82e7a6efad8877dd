using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Istio;

/// <summary>Routes from hosts to services.</summary>
[KubernetesEntity(Group = KubeGroup, ApiVersion = KubeApiVersion, Kind = KubeKind, PluralName = KubePluralName)]
public sealed record VirtualService : IKubernetesObject<V1ObjectMeta>, ISpec<VirtualServiceSpec?>
{
    /// <summary>The API group.</summary>
    public const string KubeGroup = "networking.istio.io";

    /// <summary>The API version within the group.</summary>
    public const string KubeApiVersion = "v1beta1";

    /// <summary>The kind.</summary>
    public const string KubeKind = "VirtualService";

    /// <summary>The plural used in paths.</summary>
    public const string KubePluralName = "virtualservices";

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
    public VirtualServiceSpec? Spec { get; set; }
}
