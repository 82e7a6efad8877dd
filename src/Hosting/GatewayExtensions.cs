namespace ModelServing.Hosting;

/// <summary>Adds the gateway that takes requests for KServe and Seldon resources.</summary>
public static class GatewayExtensions
{
    private const string InClusterGateway = "http://istio-ingressgateway.istio-system.svc.cluster.local";

    /// <summary>Adds the local cluster's gateway; an outside cluster has its own.</summary>
    /// <typeparam name="TGateway">The project of the gateway.</typeparam>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">The resource name.</param>
    public static ModelServingCluster WithGateway<TGateway>(this ModelServingCluster cluster, [ResourceName] string name)
        where TGateway : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (!cluster.IsLocal)
        {
            return cluster;
        }

        cluster.Gateway = cluster.ApplicationBuilder.AddProject<TGateway>(name)
            .WithLoopbackEndpoint(ModelServingEndpoints.GatewayPort)
            .WithLoopbackEndpoint(ModelServingEndpoints.GatewayGrpcPort, ModelServingEndpoints.Grpc)
            .WithEnvironment("ASPNETCORE_URLS", ModelServingEndpoints.LoopbackUrl(ModelServingEndpoints.GatewayPort))
            .WithEnvironment("ModelServing__Gateway__GrpcUrls", ModelServingEndpoints.LoopbackUrl(ModelServingEndpoints.GatewayGrpcPort))
            .WithHttpHealthCheck("/health")
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static url => url.DisplayText = "Gateway (KServe and Seldon)")
            .WithGrpcInDetailsOnly()
            .WithIconName("Router")
            .WithReference(cluster);
        return cluster;
    }

    /// <summary>Tells a process where KServe and Seldon resources take requests.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="cluster">The cluster.</param>
    public static IResourceBuilder<T> WithGateway<T>(this IResourceBuilder<T> builder, ModelServingCluster cluster)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.Gateway is { } gateway
            ? builder.WithReference(gateway).WithEnvironment("ModelServing__GatewayUrl", gateway.GetEndpoint(ModelServingEndpoints.Http)) // it is needed when somebody asks, not to start
            : builder.WithEnvironment("ModelServing__GatewayUrl", ConfiguredUrl(cluster));
    }

    /// <summary>Returns an address below the gateway's.</summary>
    internal static string UrlBelow(ModelServingCluster cluster, string path)
        => cluster.Gateway is { } gateway
            ? gateway.GetEndpoint(ModelServingEndpoints.Http).Url + path
            : ConfiguredUrl(cluster) + path;

    private static string ConfiguredUrl(ModelServingCluster cluster)
        => (cluster.ApplicationBuilder.Configuration["ModelServing:GatewayUrl"] ?? InClusterGateway).TrimEnd('/');
}
