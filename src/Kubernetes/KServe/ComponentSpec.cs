using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace ModelServing.Kubernetes.KServe;

/// <summary>What all components share: a pod, its scale, and its share of the traffic.</summary>
public record ComponentSpec : V1PodSpec
{
    /// <summary>Gets or sets the fewest pods; absent is 1.</summary>
    [JsonPropertyName("minReplicas")]
    public int? MinReplicas { get; set; }

    /// <summary>Gets or sets the most pods; 0 is no limit.</summary>
    [JsonPropertyName("maxReplicas")]
    public int? MaxReplicas { get; set; }

    /// <summary>Gets or sets the value of <see cref="ScaleMetric"/> each pod should have.</summary>
    [JsonPropertyName("scaleTarget")]
    public int? ScaleTarget { get; set; }

    /// <summary>Gets or sets the metric that drives the scale.</summary>
    [JsonPropertyName("scaleMetric")]
    public string? ScaleMetric { get; set; }

    /// <summary>Gets or sets how the metric's target is read.</summary>
    [JsonPropertyName("scaleMetricType")]
    public string? ScaleMetricType { get; set; }

    /// <summary>Gets or sets the metrics of standard mode.</summary>
    [JsonPropertyName("autoScaling")]
    public JsonElement? AutoScaling { get; set; }

    /// <summary>Gets or sets the most requests in flight per pod; 0 is no limit.</summary>
    [JsonPropertyName("containerConcurrency")]
    public long? ContainerConcurrency { get; set; }

    /// <summary>Gets or sets the longest time a request may take, in seconds.</summary>
    [JsonPropertyName("timeout")]
    public long? Timeout { get; set; }

    /// <summary>Gets or sets the share of the newest revision.</summary>
    [JsonPropertyName("canaryTrafficPercent")]
    public long? CanaryTrafficPercent { get; set; }

    /// <summary>Gets or sets where requests and responses are logged.</summary>
    [JsonPropertyName("logger")]
    public LoggerSpec? Logger { get; set; }

    /// <summary>Gets or sets how requests are put together.</summary>
    [JsonPropertyName("batcher")]
    public BatcherSpec? Batcher { get; set; }

    /// <summary>Gets or sets the labels of the component's pods.</summary>
    [JsonPropertyName("labels")]
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Gets or sets the annotations of the component's pods.</summary>
    [JsonPropertyName("annotations")]
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>Gets or sets the rollout strategy of standard mode.</summary>
    [JsonPropertyName("deploymentStrategy")]
    public JsonElement? DeploymentStrategy { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
