using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>How far loading the model is.</summary>
public sealed record ModelStatus
{
    /// <summary>Gets or sets <c>UpToDate</c>, <c>InProgress</c>, <c>BlockedByFailedLoad</c> or <c>InvalidSpec</c>.</summary>
    [JsonPropertyName("transitionStatus")]
    public string TransitionStatus { get; set; } = string.Empty;

    /// <summary>Gets or sets the states of the active and of the coming model.</summary>
    [JsonPropertyName("states")]
    public ModelStates? States { get; set; }

    /// <summary>Gets or sets the number of copies.</summary>
    [JsonPropertyName("copies")]
    public ModelCopies? Copies { get; set; }

    /// <summary>Gets or sets the last failure to load.</summary>
    [JsonPropertyName("lastFailureInfo")]
    public FailureInfo? LastFailureInfo { get; set; }
}
