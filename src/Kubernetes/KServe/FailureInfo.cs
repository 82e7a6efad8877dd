using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>Why a model could not be loaded.</summary>
public sealed record FailureInfo
{
    /// <summary>Gets or sets the pod that failed.</summary>
    [JsonPropertyName("location")]
    public string? Location { get; set; }

    /// <summary>Gets or sets a single word that says why.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; set; }

    /// <summary>Gets or sets the last words of the container.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; set; }

    /// <summary>Gets or sets the revision that failed.</summary>
    [JsonPropertyName("modelRevisionName")]
    public string? ModelRevisionName { get; set; }

    /// <summary>Gets or sets when it failed.</summary>
    [JsonPropertyName("time")]
    public DateTime? Time { get; set; }

    /// <summary>Gets or sets the container's exit code.</summary>
    [JsonPropertyName("exitCode")]
    public int? ExitCode { get; set; }
}
