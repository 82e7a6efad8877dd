using System.Text;

namespace ModelServing.Hosting;

/// <summary>Writes the configuration of Prometheus.</summary>
internal static class PrometheusConfig
{
    /// <summary>Returns a configuration with one job for each scrape target, read every five seconds at its own address, or at the one where a container finds this machine.</summary>
    public static string Write(IResource prometheus, string kubeconfig, string? hostAddress = null)
    {
        var text = new StringBuilder("global:\n  scrape_interval: 5s\n  evaluation_interval: 5s\nscrape_configs:\n");
        foreach (var target in prometheus.Annotations.OfType<ScrapeTargetAnnotation>())
        {
            var endpoint = target.Endpoint;
            text.Append($"""
                  - job_name: {endpoint.Resource.Name}
                    metrics_path: {target.Path}
                    scheme: {endpoint.Scheme}
                    static_configs:
                      - targets: ["{hostAddress ?? endpoint.Host}:{endpoint.Port}"]

                """);
            if (endpoint.Scheme == ModelServingEndpoints.Https)
            {
                // The control plane's own authority signs its certificate; its token is in the kubeconfig, mode 0600.
                var connection = ClusterConnection.Read(kubeconfig);
                text.Append($"    authorization:\n      credentials: {connection.Token}\n    tls_config:\n      insecure_skip_verify: true\n");
            }
        }

        return text.ToString();
    }
}
