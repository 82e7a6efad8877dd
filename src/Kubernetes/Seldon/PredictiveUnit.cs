using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>One node of a graph.</summary>
public sealed record PredictiveUnit
{
    /// <summary>Gets or sets the node's name, which is its container's.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets what the node does, such as <c>MODEL</c> or <c>ROUTER</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>Gets or sets the built-in or prepackaged implementation.</summary>
    [JsonPropertyName("implementation")]
    public string? Implementation { get; set; }

    /// <summary>Gets or sets the methods the node implements.</summary>
    [JsonPropertyName("methods")]
    public IList<string>? Methods { get; set; }

    /// <summary>Gets or sets where the node is reached.</summary>
    [JsonPropertyName("endpoint")]
    public UnitEndpoint? Endpoint { get; set; }

    /// <summary>Gets or sets the node's parameters.</summary>
    [JsonPropertyName("parameters")]
    public IList<UnitParameter>? Parameters { get; set; }

    /// <summary>Gets or sets the place to load the model from.</summary>
    [JsonPropertyName("modelUri")]
    public string? ModelUri { get; set; }

    /// <summary>Gets or sets the account to load with.</summary>
    [JsonPropertyName("serviceAccountName")]
    public string? ServiceAccountName { get; set; }

    /// <summary>Gets or sets the secret to load with.</summary>
    [JsonPropertyName("envSecretRefName")]
    public string? EnvSecretRefName { get; set; }

    /// <summary>Gets or sets the image that loads.</summary>
    [JsonPropertyName("storageInitializerImage")]
    public string? StorageInitializerImage { get; set; }

    /// <summary>Gets or sets where payloads are logged.</summary>
    [JsonPropertyName("logger")]
    public UnitLogger? Logger { get; set; }

    /// <summary>Gets or sets the next nodes.</summary>
    [JsonPropertyName("children")]
    public IList<PredictiveUnit>? Children { get; set; }

    /// <summary>Gets or sets the fields this type does not know, kept as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
