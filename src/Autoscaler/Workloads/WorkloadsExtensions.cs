using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelServing.Autoscaler.Metrics;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Workloads;

internal static class WorkloadsExtensions
{
    public static void AddWorkloads(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AutoscalerOptions>().BindConfiguration(AutoscalerOptions.Section).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<AutoscalerOptions>, DefaultWorkload>();
        services.AddSingleton<IValidateOptions<AutoscalerOptions>, AutoscalerOptionsValidator>();
        services.AddSingleton<IValidateOptions<AutoscalerOptions>, UniqueWorkloadsValidator>();
#pragma warning disable EXTEXP0001 // the only way to opt a client out: the loop's next tick is the retry, one inside a tick would only delay it
        services.AddHttpClient(nameof(PrometheusHistory), ConfigureClient).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001 // see above
        services.AddSingleton(provider => new PrometheusHistory(provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(PrometheusHistory))));
        services.TryAddSingleton(new ClusterConnection(KubeconfigPath(builder.Configuration), path => ClusterClient.FromKubeconfig(path, "modelserving-autoscaler")));
        services.AddSingleton<WorkloadActuator>();
        services.AddSingleton<WorkloadSet>();
        services.AddSingleton<WorkloadMetrics>();
        services.AddHostedService<WorkloadService>();
    }

    private static void ConfigureClient(IServiceProvider services, HttpClient client) =>
        client.Timeout = services.GetRequiredService<IOptions<AutoscalerOptions>>().Value.QueryTimeout;

    private static string KubeconfigPath(ConfigurationManager configuration) =>
        FirstOf(configuration["ModelServing:Kubeconfig"], configuration["KUBECONFIG"])
            ?? Path.Combine(FirstOf(configuration["ModelServing:StateDirectory"]) ?? ".modelserving", "kubeconfig");

    private static string? FirstOf(params string?[] values) => Array.Find(values, value => !string.IsNullOrEmpty(value));
}
