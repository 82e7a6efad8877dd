using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>Changes to the headers of requests and responses.</summary>
public sealed record Headers
{
    /// <summary>Gets or sets the changes to the request.</summary>
    [JsonPropertyName("request")]
    public HeaderOperations? Request { get; set; }

    /// <summary>Gets or sets the changes to the response.</summary>
    [JsonPropertyName("response")]
    public HeaderOperations? Response { get; set; }
}
