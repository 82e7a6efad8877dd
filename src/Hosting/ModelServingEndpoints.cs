namespace ModelServing.Hosting;

/// <summary>The ports everything listens on unless configured, and how endpoints are declared.</summary>
internal static class ModelServingEndpoints
{
    public const string Http = "http";
    public const string Https = "https";
    public const string Grpc = "grpc";
    public const string Loopback = "127.0.0.1";

    public const int ControlPlanePort = 6443;
    public const int GatewayPort = 8080;
    public const int GatewayGrpcPort = 8081;
    public const int TensorFlowServingPort = 8501;
    public const int TensorFlowServingGrpcPort = 8500;
    public const int ExperimentsPort = 8090;
    public const int BenchmarkPort = 8091;
    public const int AutoscalerPort = 8092;
    public const int AutoscalerGrpcPort = 8093;
    public const int PrometheusPort = 9090;

    /// <summary>Returns an address as text: an interpolated string passed to Aspire may hold only values that are known later.</summary>
    public static string LoopbackUrl(int port) => $"http://127.0.0.1:{port}";

    /// <summary>Gives a process an endpoint on a fixed loopback port that nothing forwards.</summary>
    public static IResourceBuilder<T> WithLoopbackEndpoint<T>(this IResourceBuilder<T> builder, int port, string name = Http)
        where T : IResourceWithEndpoints
        => (name == Https ? builder.WithHttpsEndpoint(port, port, name, isProxied: false) : builder.WithHttpEndpoint(port, port, name, isProxied: false))
            .WithEndpoint(name, endpoint =>
            {
                endpoint.TargetHost = Loopback;
                endpoint.Transport = name == Grpc ? "http2" : "http";
            });

    /// <summary>Keeps the addresses of gRPC endpoints out of the list.</summary>
    public static IResourceBuilder<T> WithGrpcInDetailsOnly<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
        => builder.WithUrlForEndpoint(Grpc, static url =>
        {
            url.DisplayText = "gRPC";
            url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
        });
}
