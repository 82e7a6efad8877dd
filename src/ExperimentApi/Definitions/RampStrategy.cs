using System.Text.Json.Serialization;

namespace ModelServing.ExperimentApi.Definitions;

[JsonConverter(typeof(JsonStringEnumConverter<RampStrategy>))]
internal enum RampStrategy
{
    [JsonStringEnumMemberName("step")]
    Step,

    [JsonStringEnumMemberName("linear")]
    Linear,

    [JsonStringEnumMemberName("exponential")]
    Exponential,
}
