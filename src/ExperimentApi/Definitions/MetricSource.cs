using System.Text.Json.Serialization;

namespace ModelServing.ExperimentApi.Definitions;

[JsonConverter(typeof(JsonStringEnumConverter<MetricSource>))]
internal enum MetricSource
{
    /// <summary>Outcomes that are pushed, or that the built-in traffic records.</summary>
    [JsonStringEnumMemberName("outcomes")]
    Outcomes,

    /// <summary>The gateway's counters, by way of Prometheus.</summary>
    [JsonStringEnumMemberName("prometheus")]
    Prometheus,
}
