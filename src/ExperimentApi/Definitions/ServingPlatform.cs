using System.Text.Json.Serialization;

namespace ModelServing.ExperimentApi.Definitions;

[JsonConverter(typeof(JsonStringEnumConverter<ServingPlatform>))]
internal enum ServingPlatform
{
    [JsonStringEnumMemberName("kserve")]
    KServe,

    [JsonStringEnumMemberName("seldon")]
    Seldon,
}
