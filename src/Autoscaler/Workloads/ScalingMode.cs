using System.Text.Json.Serialization;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>Whether decisions are only shown or also written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScalingMode>))]
internal enum ScalingMode
{
    ForecastOnly,
    Enabled,
}
