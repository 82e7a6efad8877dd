namespace ModelServing.Gateway.Routes;

internal static partial class RouteLog
{
    [LoggerMessage(200, LogLevel.Debug, "Routes of {VirtualServices} VirtualServices over {Backends} backends are in force")]
    public static partial void Published(ILogger logger, int virtualServices, int backends);

    [LoggerMessage(201, LogLevel.Warning, "Some routes are left out: {Problems}")]
    public static partial void Problems(ILogger logger, string problems);

    [LoggerMessage(202, LogLevel.Warning, "Following {Kind} failed, trying again: {Reason}")]
    public static partial void WatchFailed(ILogger logger, string kind, string reason);
}
