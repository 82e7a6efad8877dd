using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>The addresses of a service.</summary>
public sealed record ServiceState
{
    /// <summary>Gets or sets the service's name.</summary>
    [JsonPropertyName("svcName")]
    public string? SvcName { get; set; }

    /// <summary>Gets or sets the REST address.</summary>
    [JsonPropertyName("httpEndpoint")]
    public string? HttpEndpoint { get; set; }

    /// <summary>Gets or sets the gRPC address.</summary>
    [JsonPropertyName("grpcEndpoint")]
    public string? GrpcEndpoint { get; set; }

    /// <summary>Gets or sets the predictor that the service explains.</summary>
    [JsonPropertyName("explainerFor")]
    public string? ExplainerFor { get; set; }
}
