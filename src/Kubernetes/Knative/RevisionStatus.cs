using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Knative;

/// <summary>What the controllers found about a revision.</summary>
public sealed record RevisionStatus
{
    /// <summary>Gets or sets the generation of the specification this status belongs to.</summary>
    [JsonPropertyName("observedGeneration")]
    public long? ObservedGeneration { get; set; }

    /// <summary>Gets or sets the conditions, <c>Ready</c> among them.</summary>
    [JsonPropertyName("conditions")]
    public IList<StatusCondition>? Conditions { get; set; }

    /// <summary>Gets or sets the number of ready pods.</summary>
    [JsonPropertyName("actualReplicas")]
    public int? ActualReplicas { get; set; }

    /// <summary>Gets or sets the number of pods asked for.</summary>
    [JsonPropertyName("desiredReplicas")]
    public int? DesiredReplicas { get; set; }

    /// <summary>Gets or sets the address of the logs, if any.</summary>
    [JsonPropertyName("logUrl")]
    public string? LogUrl { get; set; }
}
