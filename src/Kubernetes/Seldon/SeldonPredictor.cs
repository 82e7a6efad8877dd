using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>One graph, its pods and its share of the traffic.</summary>
public sealed record SeldonPredictor
{
    /// <summary>Gets or sets the predictor's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets the root of the graph.</summary>
    [JsonPropertyName("graph")]
    public PredictiveUnit? Graph { get; set; }

    /// <summary>Gets or sets the pods that the graph's containers run in.</summary>
    [JsonPropertyName("componentSpecs")]
    public IList<SeldonPodSpec>? ComponentSpecs { get; set; }

    /// <summary>Gets or sets the number of pods.</summary>
    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }

    /// <summary>Gets or sets the share of the traffic in percent.</summary>
    [JsonPropertyName("traffic")]
    public int? Traffic { get; set; }

    /// <summary>Gets or sets whether the predictor receives copies only.</summary>
    [JsonPropertyName("shadow")]
    public bool? Shadow { get; set; }

    /// <summary>Gets or sets the labels of the pods.</summary>
    [JsonPropertyName("labels")]
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Gets or sets the annotations of the pods.</summary>
    [JsonPropertyName("annotations")]
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>Gets or sets the container that walks the graph.</summary>
    [JsonPropertyName("svcOrchSpec")]
    public SvcOrchSpec? SvcOrchSpec { get; set; }

    /// <summary>Gets or sets how long a rollout may stand still.</summary>
    [JsonPropertyName("progressDeadlineSeconds")]
    public int? ProgressDeadlineSeconds { get; set; }

    /// <summary>Gets or sets the explainer.</summary>
    [JsonPropertyName("explainer")]
    public JsonElement? Explainer { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
