using System.Text.Json.Serialization;

namespace ModelServing.Autoscaler.Actuation;

/// <summary>One entry of the audit log.</summary>
internal sealed record ScalingEvent
{
    [JsonPropertyName("timestamp")]
    public required DateTimeOffset Timestamp { get; init; }

    [JsonPropertyName("service")]
    public required string Service { get; init; }

    [JsonPropertyName("namespace")]
    public required string Namespace { get; init; }

    [JsonPropertyName("old_replicas")]
    public required int OldReplicas { get; init; }

    [JsonPropertyName("new_replicas")]
    public required int NewReplicas { get; init; }

    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    [JsonPropertyName("scaling_direction")]
    public string ScalingDirection => NewReplicas > OldReplicas ? "up" : "down";

    [JsonPropertyName("magnitude")]
    public int Magnitude => Math.Abs(NewReplicas - OldReplicas);
}

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(ScalingEvent))]
internal sealed partial class ScalingEventJson : JsonSerializerContext;
