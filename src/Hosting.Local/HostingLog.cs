namespace Aspire.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(100, LogLevel.Information, "{Command}: {Message}")]
    public static partial void CommandSucceeded(ILogger logger, string command, string message);

    [LoggerMessage(101, LogLevel.Error, "{Command} failed: {Message}")]
    public static partial void CommandFailed(ILogger logger, string command, string message);

    [LoggerMessage(110, LogLevel.Information, "Waiting for {Dependency}.")]
    public static partial void WaitingFor(ILogger logger, string dependency);

    [LoggerMessage(111, LogLevel.Error, "{Reason}")]
    public static partial void CannotStart(ILogger logger, string reason);

    [LoggerMessage(112, LogLevel.Warning, "Health check {Check}: {Reason}")]
    public static partial void Unhealthy(ILogger logger, string check, string reason);

    [LoggerMessage(113, LogLevel.Information, "Health check {Check}: healthy.")]
    public static partial void Healthy(ILogger logger, string check);

    [LoggerMessage(120, LogLevel.Warning, "The orchestrator's {Stream} stream broke and is opened again: {Reason}")]
    public static partial void StreamBroke(ILogger logger, string stream, string reason);

    [LoggerMessage(130, LogLevel.Information, "{Step}: {Message}")]
    public static partial void PublishStep(ILogger logger, string step, string message);

    [LoggerMessage(140, LogLevel.Information, "{Resource,-20} {State,-10} {Details}")]
    public static partial void ResourceState(ILogger logger, string resource, string state, string details);

    [LoggerMessage(141, LogLevel.Error, "{Resource,-20} {State} {Details}")]
    public static partial void ResourceFailure(ILogger logger, string resource, string state, string details);

    [LoggerMessage(150, LogLevel.Debug, "The Aspire command line is attached.")]
    public static partial void CommandLineAttached(ILogger logger);

    [LoggerMessage(142, LogLevel.Information, "{Application} dashboard: {Url}")]
    public static partial void DashboardReady(ILogger logger, string application, string url);
}
