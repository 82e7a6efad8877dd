using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Tells on the console what becomes of each resource: one line per change.</summary>
internal sealed class ConsoleReporter(ResourceNotificationService notifications, ResourceLoggerService logs, ILogger<DistributedApplication> logger) : BackgroundService
{
    private const int LastLines = 30; // less the frames of stack traces

    private readonly Dictionary<string, string> _reported = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            var state = Describe(change.Snapshot);
            if (change.Snapshot.IsHidden || (_reported.TryGetValue(change.ResourceId, out var last) && last == state))
            {
                continue;
            }

            _reported[change.ResourceId] = state;
            Report(change, state);
        }
    }

    private static string Describe(CustomResourceSnapshot snapshot) => snapshot.State?.Text switch
    {
        "Running" when snapshot.HealthStatus == HealthStatus.Healthy => snapshot.HealthReports.IsEmpty ? "running" : "healthy",
        "Finished" or "Exited" when snapshot.State.Style != KnownResourceStateStyles.Error && snapshot.ExitCode is not 0 => "stopped",
        "Finished" or "Exited" => $"ended with exit code {snapshot.ExitCode?.ToString() ?? "unknown"}",
        "FailedToStart" => "failed to start",
        "NotStarted" => "not started",
        null => "unknown",
        var text when text.Contains(' ', StringComparison.Ordinal) => text,
        var text => text.ToLowerInvariant(),
    };

    private void Report(ResourceEvent change, string state)
    {
        var failed = change.Snapshot.State?.Style == KnownResourceStateStyles.Error;
        if (failed)
        {
            var lines = logs.LogOf(change.Resource.Name).Last(LastLines).Where(line => !line.Text.Contains("   at ", StringComparison.Ordinal)).Select(line => Environment.NewLine + "    " + line.Text);
            HostingLog.ResourceFailure(logger, change.Resource.Name, state, string.Concat(lines));
        }
        else if (state is not ("not started" or "starting" or "unknown"))
        {
            var details = state switch
            {
                "healthy" => change.Snapshot.Urls.FirstOrDefault(url => !url.IsInternal)?.Url,
                "waiting" => "for " + string.Join(", ", change.Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Distinct()),
                _ => null,
            };
            HostingLog.ResourceState(logger, change.Resource.Name, state, details ?? "");
        }
    }
}
