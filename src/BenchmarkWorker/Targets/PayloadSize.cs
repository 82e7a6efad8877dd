using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>About how many features a request carries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PayloadSize>))]
internal enum PayloadSize
{
    [JsonStringEnumMemberName("small")]
    Small = 10,

    [JsonStringEnumMemberName("medium")]
    Medium = 100,

    [JsonStringEnumMemberName("large")]
    Large = 1000,
}
