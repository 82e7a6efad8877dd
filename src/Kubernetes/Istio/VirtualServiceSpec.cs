using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Istio;

/// <summary>The hosts of a virtual service and where their requests go.</summary>
public sealed record VirtualServiceSpec
{
    /// <summary>Gets or sets the host names; <c>*</c> is any.</summary>
    [JsonPropertyName("hosts")]
    public IList<string>? Hosts { get; set; }

    /// <summary>Gets or sets the gateways that serve the hosts.</summary>
    [JsonPropertyName("gateways")]
    public IList<string>? Gateways { get; set; }

    /// <summary>Gets or sets the routes, the first that matches wins.</summary>
    [JsonPropertyName("http")]
    public IList<HttpRoute>? Http { get; set; }

    /// <summary>Gets or sets the namespaces that see the routes.</summary>
    [JsonPropertyName("exportTo")]
    public IList<string>? ExportTo { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
