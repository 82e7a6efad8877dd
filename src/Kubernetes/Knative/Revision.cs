using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Knative;

/// <summary>One immutable version of a serverless workload.</summary>
[KubernetesEntity(Group = KubeGroup, ApiVersion = KubeApiVersion, Kind = KubeKind, PluralName = KubePluralName)]
public sealed record Revision : IKubernetesObject<V1ObjectMeta>, ISpec<RevisionSpec?>, IStatus<RevisionStatus?>
{
    /// <summary>The API group.</summary>
    public const string KubeGroup = "serving.knative.dev";

    /// <summary>The API version within the group.</summary>
    public const string KubeApiVersion = "v1";

    /// <summary>The kind.</summary>
    public const string KubeKind = "Revision";

    /// <summary>The plural used in paths.</summary>
    public const string KubePluralName = "revisions";

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
    public RevisionSpec? Spec { get; set; }

    /// <summary>Gets or sets what the controllers found.</summary>
    [JsonPropertyName("status")]
    public RevisionStatus? Status { get; set; }
}
