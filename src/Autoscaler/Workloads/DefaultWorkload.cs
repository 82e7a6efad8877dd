using Microsoft.Extensions.Options;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>Gives an unconfigured autoscaler something to show: the sample deployment, by the gateway's request rate, never written to.</summary>
internal sealed class DefaultWorkload : IPostConfigureOptions<AutoscalerOptions>
{
    public void PostConfigure(string? name, AutoscalerOptions options)
    {
        if (!options.PrometheusUrl.AbsoluteUri.EndsWith('/'))
        {
            options.PrometheusUrl = new Uri($"{options.PrometheusUrl.AbsoluteUri}/");
        }

        if (options.Workloads.Count == 0)
        {
            options.Workloads.Add(new WorkloadOptions
            {
                Name = "tensorflow-serving",
                Deployment = "tensorflow-serving",
                Query = "sum(rate(istio_requests_total{destination_service_namespace=\"model-serving\"}[1m]))",
            });
        }
    }
}
