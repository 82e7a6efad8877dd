using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Targets;

[JsonConverter(typeof(JsonStringEnumConverter<SeldonProtocol>))]
internal enum SeldonProtocol
{
    [JsonStringEnumMemberName("auto")]
    Auto,

    [JsonStringEnumMemberName("seldon")]
    Seldon,

    [JsonStringEnumMemberName("tensorflow")]
    TensorFlow,

    [JsonStringEnumMemberName("v2")]
    V2,
}
