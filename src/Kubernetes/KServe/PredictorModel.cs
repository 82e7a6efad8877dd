using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace ModelServing.Kubernetes.KServe;

/// <summary>A model, and the container that serves it.</summary>
public sealed record PredictorModel : V1Container
{
    /// <summary>Gets or sets the model's format.</summary>
    [JsonPropertyName("modelFormat")]
    public ModelFormat? ModelFormat { get; set; }

    /// <summary>Gets or sets the serving runtime to use.</summary>
    [JsonPropertyName("runtime")]
    public string? Runtime { get; set; }

    /// <summary>Gets or sets the version of the runtime's image.</summary>
    [JsonPropertyName("runtimeVersion")]
    public string? RuntimeVersion { get; set; }

    /// <summary>Gets or sets the inference protocol: <c>v1</c>, <c>v2</c>, <c>grpc-v1</c>, <c>grpc-v2</c>.</summary>
    [JsonPropertyName("protocolVersion")]
    public string? ProtocolVersion { get; set; }

    /// <summary>Gets or sets the place to load from.</summary>
    [JsonPropertyName("storageUri")]
    public string? StorageUri { get; set; }

    /// <summary>Gets or sets the place to load from, by a secret's key.</summary>
    [JsonPropertyName("storage")]
    public JsonElement? Storage { get; set; }

    /// <summary>Gets or sets whether the model is encrypted.</summary>
    [JsonPropertyName("confidential")]
    public bool? Confidential { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
