using System.Text.Json.Serialization;

namespace ModelServing.ExperimentApi.Judging;

[JsonConverter(typeof(JsonStringEnumConverter<Recommendation>))]
internal enum Recommendation
{
    [JsonStringEnumMemberName("no data")]
    NoData,

    [JsonStringEnumMemberName("hold")]
    Hold,

    [JsonStringEnumMemberName("ship")]
    Ship,

    [JsonStringEnumMemberName("roll back")]
    RollBack,
}
