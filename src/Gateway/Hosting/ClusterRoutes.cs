namespace ModelServing.Gateway.Hosting;

internal static class ClusterRoutes
{
    public static void AddClusterRoutes(this WebApplicationBuilder builder) => _ = builder;
}
