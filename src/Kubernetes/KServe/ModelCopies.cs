using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>The number of copies of a model.</summary>
public sealed record ModelCopies
{
    /// <summary>Gets or sets the number that failed to load.</summary>
    [JsonPropertyName("failedCopies")]
    public int FailedCopies { get; set; }

    /// <summary>Gets or sets the number that serve.</summary>
    [JsonPropertyName("totalCopies")]
    public int? TotalCopies { get; set; }
}
