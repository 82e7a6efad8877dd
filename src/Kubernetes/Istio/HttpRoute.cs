using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>One rule of a virtual service.</summary>
public sealed record HttpRoute
{
    /// <summary>Gets or sets the rule's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets the conditions, any of which selects the rule; none selects always.</summary>
    [JsonPropertyName("match")]
    public IList<HttpMatch>? Match { get; set; }

    /// <summary>Gets or sets what replaces the matched part of the request.</summary>
    [JsonPropertyName("rewrite")]
    public HttpRewrite? Rewrite { get; set; }

    /// <summary>Gets or sets the weighted destinations.</summary>
    [JsonPropertyName("route")]
    public IList<HttpRouteDestination>? Route { get; set; }

    /// <summary>Gets or sets the service that receives a copy of the requests.</summary>
    [JsonPropertyName("mirror")]
    public Destination? Mirror { get; set; }

    /// <summary>Gets or sets the share of the requests that is copied; absent is all.</summary>
    [JsonPropertyName("mirrorPercentage")]
    public Percent? MirrorPercentage { get; set; }

    /// <summary>Gets or sets the longest time a request may take, such as <c>10s</c>.</summary>
    [JsonPropertyName("timeout")]
    public string? Timeout { get; set; }

    /// <summary>Gets or sets when and how often to try again.</summary>
    [JsonPropertyName("retries")]
    public HttpRetry? Retries { get; set; }

    /// <summary>Gets or sets the headers to change.</summary>
    [JsonPropertyName("headers")]
    public Headers? Headers { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
