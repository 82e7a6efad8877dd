using ModelServing.Gateway.Routes;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Gateway.Hosting;

/// <summary>Takes the routes from the cluster of the kubeconfig.</summary>
internal static class ClusterRoutes
{
    public static void AddClusterRoutes(this WebApplicationBuilder builder)
    {
        var path = KubeconfigPath(builder.Configuration);
        builder.Services.AddSingleton(services => new ClusterSource(async cancellationToken =>
            await ClusterClient.WaitForKubeconfigAsync(path, "modelserving-gateway", services.GetRequiredService<TimeProvider>(), cancellationToken)));
        builder.Services.AddHostedService<RouteWatcher>();
    }

    private static string KubeconfigPath(ConfigurationManager configuration) =>
        FirstOf(configuration["ModelServing:Kubeconfig"], configuration["KUBECONFIG"])
            ?? Path.Combine(FirstOf(configuration["ModelServing:StateDirectory"]) ?? ".modelserving", "kubeconfig");

    private static string? FirstOf(params string?[] values) => Array.Find(values, value => !string.IsNullOrEmpty(value));
}
