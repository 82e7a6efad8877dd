using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Analysis;

[JsonConverter(typeof(JsonStringEnumConverter<PlatformState>))]
internal enum PlatformState
{
    /// <summary>Answered; failures, if any, are in the error rate.</summary>
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>Never answered, or not one answer was valid: no latency, never ranked.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
