using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>The components of an inference service.</summary>
public sealed record InferenceServiceSpec
{
    /// <summary>Gets or sets the component that runs the model.</summary>
    [JsonPropertyName("predictor")]
    public PredictorSpec? Predictor { get; set; }

    /// <summary>Gets or sets the component before and after the model.</summary>
    [JsonPropertyName("transformer")]
    public ComponentSpec? Transformer { get; set; }

    /// <summary>Gets or sets the component that explains predictions.</summary>
    [JsonPropertyName("explainer")]
    public ComponentSpec? Explainer { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
