using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>A parameter of a node.</summary>
public sealed record UnitParameter
{
    /// <summary>Gets or sets the parameter's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Gets or sets the parameter's value, as text.</summary>
    [JsonPropertyName("value")]
    public string? Value { get; set; }

    /// <summary>Gets or sets the parameter's type, such as <c>FLOAT</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }
}
