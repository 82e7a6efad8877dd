using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>The predictors of a deployment and the protocol they speak.</summary>
public sealed record SeldonDeploymentSpec
{
    /// <summary>Gets or sets the name that the webhook's messages print.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets the predictors.</summary>
    [JsonPropertyName("predictors")]
    public IList<SeldonPredictor>? Predictors { get; set; }

    /// <summary>Gets or sets the annotations that steer behaviour.</summary>
    [JsonPropertyName("annotations")]
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>Gets or sets the protocol: <c>seldon</c>, <c>tensorflow</c>, <c>kfserving</c> or <c>v2</c>.</summary>
    [JsonPropertyName("protocol")]
    public string? Protocol { get; set; }

    /// <summary>Gets or sets the transport: <c>rest</c> or <c>grpc</c>.</summary>
    [JsonPropertyName("transport")]
    public string? Transport { get; set; }

    /// <summary>Gets or sets the number of pods of predictors that do not say.</summary>
    [JsonPropertyName("replicas")]
    public int? Replicas { get; set; }

    /// <summary>Gets or sets the server's type: <c>rpc</c> or <c>kafka</c>.</summary>
    [JsonPropertyName("serverType")]
    public string? ServerType { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
