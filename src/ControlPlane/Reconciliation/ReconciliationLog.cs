namespace ModelServing.ControlPlane.Reconciliation;

internal static partial class ReconciliationLog
{
    [LoggerMessage(300, LogLevel.Warning, "{Reconciler} failed for {Key}; again in {Delay}")]
    public static partial void ReconcileFailed(this ILogger logger, string reconciler, ObjectKey key, TimeSpan delay, Exception exception);

    [LoggerMessage(301, LogLevel.Debug, "Watch of {Kind} ended; again in {Delay}")]
    public static partial void WatchEnded(this ILogger logger, string kind, TimeSpan delay, Exception? exception);

    [LoggerMessage(302, LogLevel.Warning, "Event {Reason} for {Kind} {Key} was not recorded")]
    public static partial void EventNotRecorded(this ILogger logger, string reason, string kind, ObjectKey key, Exception exception);

    [LoggerMessage(303, LogLevel.Information, "Node {Node} is {State}")]
    public static partial void NodeChanged(this ILogger logger, string node, string state);

    [LoggerMessage(304, LogLevel.Warning, "{Reconciler} is refused for {Key}: {Message}; again in {Delay}")]
    public static partial void ReconcileRefused(this ILogger logger, string reconciler, ObjectKey key, string message, TimeSpan delay);
}
