namespace ModelServing.ModelServer.Nodes;

internal static partial class NodesLog
{
    [LoggerMessage(1400, LogLevel.Information, "Node {Node} is registered; its own endpoints are on port {Port}")]
    public static partial void Registered(this ILogger logger, string node, int port);

    [LoggerMessage(1401, LogLevel.Warning, "Node {Node} could not renew its lease: {Problem}")]
    public static partial void RenewalFailed(this ILogger logger, string node, string problem);

    [LoggerMessage(1402, LogLevel.Information, "Pod {Namespace}/{Pod} starts")]
    public static partial void PodStarts(this ILogger logger, string @namespace, string pod);

    [LoggerMessage(1403, LogLevel.Information, "Pod {Namespace}/{Pod} has ended")]
    public static partial void PodEnded(this ILogger logger, string @namespace, string pod);

    [LoggerMessage(1404, LogLevel.Warning, "Container {Container} of pod {Namespace}/{Pod} failed: {Problem}")]
    public static partial void ContainerFailed(this ILogger logger, string @namespace, string pod, string container, string problem);

    [LoggerMessage(1405, LogLevel.Warning, "Status of pod {Namespace}/{Pod} could not be written: {Problem}")]
    public static partial void PublishFailed(this ILogger logger, string @namespace, string pod, string problem);

    [LoggerMessage(1406, LogLevel.Error, "Pod {Namespace}/{Pod} ended by a defect of the node")]
    public static partial void PodBroke(this ILogger logger, string @namespace, string pod, Exception exception);

    [LoggerMessage(1407, LogLevel.Warning, "The watch of pods was interrupted: {Problem}")]
    public static partial void WatchFailed(this ILogger logger, string problem);

    [LoggerMessage(1408, LogLevel.Warning, "Event {Reason} of pod {Namespace}/{Pod} could not be written: {Problem}")]
    public static partial void EventNotRecorded(this ILogger logger, string reason, string @namespace, string pod, string problem);

    [LoggerMessage(1409, LogLevel.Warning, "Pod {Namespace}/{Pod} has ended, but could not be removed: {Problem}")]
    public static partial void RemovalFailed(this ILogger logger, string @namespace, string pod, string problem);
}
