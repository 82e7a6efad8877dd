using System.Text.Json.Serialization;

namespace ModelServing.ExperimentApi.Definitions;

/// <summary>Which way is better.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricDirection>))]
internal enum MetricDirection
{
    [JsonStringEnumMemberName("higher")]
    Higher,

    [JsonStringEnumMemberName("lower")]
    Lower,
}
