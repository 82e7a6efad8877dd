using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>How a predict request is written and its response is read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WireProtocol>))]
internal enum WireProtocol
{
    /// <summary>TensorFlow Serving's REST API, which is also KServe's V1.</summary>
    [JsonStringEnumMemberName("tensorflow_v1")]
    TensorFlow,

    /// <summary>TensorFlow Serving's PredictionService.</summary>
    [JsonStringEnumMemberName("tensorflow_grpc")]
    TensorFlowGrpc,

    /// <summary>The open inference protocol, KServe's V2, in JSON.</summary>
    [JsonStringEnumMemberName("open_inference_v2")]
    OpenInference,

    /// <summary>The open inference protocol with tensors as bytes behind the JSON.</summary>
    [JsonStringEnumMemberName("open_inference_v2_binary")]
    OpenInferenceBinary,

    /// <summary>The open inference protocol over gRPC.</summary>
    [JsonStringEnumMemberName("open_inference_v2_grpc")]
    OpenInferenceGrpc,

    /// <summary>Seldon Core's own protocol.</summary>
    [JsonStringEnumMemberName("seldon_v1")]
    Seldon,

    /// <summary>Seldon Core's own protocol over gRPC.</summary>
    [JsonStringEnumMemberName("seldon_v1_grpc")]
    SeldonGrpc,

    /// <summary>Recorded bodies, sent as they are to a URL that says nothing about its protocol.</summary>
    [JsonStringEnumMemberName("raw")]
    Raw,
}

internal static class WireProtocolExtensions
{
    public static bool IsGrpc(this WireProtocol protocol) => protocol is WireProtocol.TensorFlowGrpc or WireProtocol.OpenInferenceGrpc or WireProtocol.SeldonGrpc;

    /// <summary>Tells whether bodies are JSON from end to end.</summary>
    public static bool IsJson(this WireProtocol protocol) => protocol is WireProtocol.TensorFlow or WireProtocol.OpenInference or WireProtocol.Seldon;

    /// <summary>Gets the gRPC method that predicts.</summary>
    public static (string Service, string Method) GrpcMethod(this WireProtocol protocol) => protocol switch
    {
        WireProtocol.TensorFlowGrpc => ("tensorflow.serving.PredictionService", "Predict"),
        WireProtocol.OpenInferenceGrpc => ("inference.GRPCInferenceService", "ModelInfer"),
        WireProtocol.SeldonGrpc => ("seldon.protos.Seldon", "Predict"),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "not a gRPC protocol"),
    };
}
