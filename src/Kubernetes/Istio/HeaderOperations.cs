using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>Changes to headers.</summary>
public sealed record HeaderOperations
{
    /// <summary>Gets or sets the headers to overwrite.</summary>
    [JsonPropertyName("set")]
    public IDictionary<string, string>? Set { get; set; }

    /// <summary>Gets or sets the headers to append to.</summary>
    [JsonPropertyName("add")]
    public IDictionary<string, string>? Add { get; set; }

    /// <summary>Gets or sets the headers to remove.</summary>
    [JsonPropertyName("remove")]
    public IList<string>? Remove { get; set; }
}
