using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>How a predict request is written and its response is read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WireProtocol>))]
internal enum WireProtocol
{
    /// <summary>TensorFlow Serving's REST API, which is also KServe's V1.</summary>
    [JsonStringEnumMemberName("tensorflow_v1")]
    TensorFlow,

    /// <summary>The open inference protocol, KServe's V2.</summary>
    [JsonStringEnumMemberName("open_inference_v2")]
    OpenInference,

    /// <summary>Seldon Core's own protocol.</summary>
    [JsonStringEnumMemberName("seldon_v1")]
    Seldon,
}
