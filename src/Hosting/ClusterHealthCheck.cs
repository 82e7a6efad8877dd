using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModelServing.Hosting;

/// <summary>Asks the control plane's <c>/readyz</c>, trusting the authority its kubeconfig names.</summary>
internal sealed class ClusterHealthCheck(string kubeconfig) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = ClusterConnection.Read(kubeconfig).CreateClient();
            using var response = await client.GetAsync(new Uri("readyz", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"GET {client.BaseAddress}readyz answered {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or DistributedApplicationException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
