using System.Text.Json.Serialization;
using k8s.Models;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>The container that walks the graph.</summary>
public sealed record SvcOrchSpec
{
    /// <summary>Gets or sets the container's resources.</summary>
    [JsonPropertyName("resources")]
    public V1ResourceRequirements? Resources { get; set; }

    /// <summary>Gets or sets the container's environment.</summary>
    [JsonPropertyName("env")]
    public IList<V1EnvVar>? Env { get; set; }

    /// <summary>Gets or sets the number of pods, when the container has a pod of its own.</summary>
    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }
}
