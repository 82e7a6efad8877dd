using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks a resource's health checks: often until it is healthy, then now and then.</summary>
internal sealed class HealthMonitor(HealthCheckService checks, ResourceNotificationService notifications, ResourceLoggerService logs, TimeProvider timeProvider)
{
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OnceHealthy = TimeSpan.FromSeconds(5);

    public async Task MonitorAsync(IResource resource, CancellationToken stoppingToken)
    {
        HashSet<string> keys = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key)];
        if (keys.Count == 0)
        {
            return;
        }

        try
        {
            while (true)
            {
                await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Running, stoppingToken);
                var report = await checks.CheckHealthAsync(registration => keys.Contains(registration.Name), stoppingToken);
                await PublishAsync(resource, report);
                await Task.Delay(report.Status == HealthStatus.Healthy ? OnceHealthy : UntilHealthy, timeProvider, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    private async Task PublishAsync(IResource resource, HealthReport report)
    {
        var before = notifications.Find(resource)?.HealthReports ?? [];
        var now = timeProvider.GetUtcNow().UtcDateTime;
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot.State?.Text != KnownResourceStates.Running ? snapshot : snapshot with
        {
            HealthReports = [.. report.Entries.Select(entry => new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.Message, now))],
        });
        foreach (var (key, entry) in report.Entries)
        {
            var known = before.FirstOrDefault(old => old.Name == key);
            if (known?.Status == entry.Status)
            {
                continue;
            }

            if (entry.Status == HealthStatus.Healthy)
            {
                HostingLog.Healthy(logs.GetLogger(resource), key);
            }
            else
            {
                HostingLog.Unhealthy(logs.GetLogger(resource), key, entry.Description ?? entry.Exception?.Message ?? "no reason given");
            }
        }
    }
}
