using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>A condition on a request; all of its parts must hold.</summary>
public sealed record HttpMatch
{
    /// <summary>Gets or sets the condition's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets the condition on the path.</summary>
    [JsonPropertyName("uri")]
    public StringMatch? Uri { get; set; }

    /// <summary>Gets or sets the condition on the host.</summary>
    [JsonPropertyName("authority")]
    public StringMatch? Authority { get; set; }

    /// <summary>Gets or sets the condition on the method.</summary>
    [JsonPropertyName("method")]
    public StringMatch? Method { get; set; }

    /// <summary>Gets or sets the conditions on headers, by lower-case name.</summary>
    [JsonPropertyName("headers")]
    public IDictionary<string, StringMatch>? Headers { get; set; }

    /// <summary>Gets or sets whether letter case of the path is ignored.</summary>
    [JsonPropertyName("ignoreUriCase")]
    public bool? IgnoreUriCase { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
