using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>How the requests of an open loop are spread over time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArrivalPattern>))]
internal enum ArrivalPattern
{
    /// <summary>Independent users: exponential gaps.</summary>
    [JsonStringEnumMemberName("poisson")]
    Poisson,

    /// <summary>Equal gaps.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,
}
