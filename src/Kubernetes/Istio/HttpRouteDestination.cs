using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>One weighted destination.</summary>
public sealed record HttpRouteDestination
{
    /// <summary>Gets or sets the service.</summary>
    [JsonPropertyName("destination")]
    public Destination? Destination { get; set; }

    /// <summary>Gets or sets the share; all of a rule's shares sum to 100.</summary>
    [JsonPropertyName("weight")]
    public int? Weight { get; set; }

    /// <summary>Gets or sets the headers to change for this destination.</summary>
    [JsonPropertyName("headers")]
    public Headers? Headers { get; set; }
}
