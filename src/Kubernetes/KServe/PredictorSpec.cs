using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>The predictor: exactly one framework, a model, or a pod.</summary>
public sealed record PredictorSpec : ComponentSpec
{
    /// <summary>Gets or sets the canary's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets the scikit-learn model.</summary>
    [JsonPropertyName("sklearn")]
    public PredictorModel? SKLearn { get; set; }

    /// <summary>Gets or sets the XGBoost model.</summary>
    [JsonPropertyName("xgboost")]
    public PredictorModel? XGBoost { get; set; }

    /// <summary>Gets or sets the TensorFlow model.</summary>
    [JsonPropertyName("tensorflow")]
    public PredictorModel? Tensorflow { get; set; }

    /// <summary>Gets or sets the PyTorch model.</summary>
    [JsonPropertyName("pytorch")]
    public PredictorModel? PyTorch { get; set; }

    /// <summary>Gets or sets the Triton repository.</summary>
    [JsonPropertyName("triton")]
    public PredictorModel? Triton { get; set; }

    /// <summary>Gets or sets the ONNX model.</summary>
    [JsonPropertyName("onnx")]
    public PredictorModel? Onnx { get; set; }

    /// <summary>Gets or sets the Hugging Face model.</summary>
    [JsonPropertyName("huggingface")]
    public PredictorModel? HuggingFace { get; set; }

    /// <summary>Gets or sets the PMML model.</summary>
    [JsonPropertyName("pmml")]
    public PredictorModel? Pmml { get; set; }

    /// <summary>Gets or sets the LightGBM model.</summary>
    [JsonPropertyName("lightgbm")]
    public PredictorModel? LightGbm { get; set; }

    /// <summary>Gets or sets the Paddle model.</summary>
    [JsonPropertyName("paddle")]
    public PredictorModel? Paddle { get; set; }

    /// <summary>Gets or sets the model, of any format.</summary>
    [JsonPropertyName("model")]
    public PredictorModel? Model { get; set; }

    /// <summary>Gets or sets the places to load from.</summary>
    [JsonPropertyName("storageUris")]
    public IList<StorageUriSpec>? StorageUris { get; set; }

    /// <summary>Gets or sets the storage container to load with.</summary>
    [JsonPropertyName("storageContainerName")]
    public string? StorageContainerName { get; set; }

    /// <summary>Gets or sets the workers of a predictor on several nodes.</summary>
    [JsonPropertyName("workerSpec")]
    public JsonElement? WorkerSpec { get; set; }
}
