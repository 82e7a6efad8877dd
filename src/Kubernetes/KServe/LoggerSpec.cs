using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.KServe;

/// <summary>Where requests and responses are logged.</summary>
public sealed record LoggerSpec
{
    /// <summary>Gets or sets the address of the log's receiver.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }

    /// <summary>Gets or sets what is logged: <c>all</c>, <c>request</c> or <c>response</c>.</summary>
    [JsonPropertyName("mode")]
    public string? Mode { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
