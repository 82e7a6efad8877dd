using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Seldon;

/// <summary>Where a node is reached.</summary>
public sealed record UnitEndpoint
{
    /// <summary>Gets or sets the host.</summary>
    [JsonPropertyName("service_host")]
    public string? ServiceHost { get; set; }

    /// <summary>Gets or sets the port of the chosen transport.</summary>
    [JsonPropertyName("service_port")]
    public int? ServicePort { get; set; }

    /// <summary>Gets or sets the transport: <c>REST</c> or <c>GRPC</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>Gets or sets the REST port.</summary>
    [JsonPropertyName("httpPort")]
    public int? HttpPort { get; set; }

    /// <summary>Gets or sets the gRPC port.</summary>
    [JsonPropertyName("grpcPort")]
    public int? GrpcPort { get; set; }
}
