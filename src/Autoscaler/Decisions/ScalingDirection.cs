using System.Text.Json.Serialization;

namespace ModelServing.Autoscaler.Decisions;

[JsonConverter(typeof(JsonStringEnumConverter<ScalingDirection>))]
internal enum ScalingDirection
{
    [JsonStringEnumMemberName("hold")]
    Hold,
    [JsonStringEnumMemberName("up")]
    Up,
    [JsonStringEnumMemberName("down")]
    Down,
}
