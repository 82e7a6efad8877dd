namespace ModelServing.ModelServer.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(300, LogLevel.Information, "Running gRPC ModelServer at {Address}:{Port} ...")]
    public static partial void GrpcRuns(this ILogger logger, string address, int port);

    [LoggerMessage(301, LogLevel.Information, "Exporting HTTP/REST API at {Address}:{Port} ...")]
    public static partial void RestRuns(this ILogger logger, string address, int port);

    [LoggerMessage(302, LogLevel.Error, "The models of {Path} have not been reloaded: {Problem}")]
    public static partial void ReloadFailed(this ILogger logger, string path, string problem);

    [LoggerMessage(303, LogLevel.Warning, "--{Flag} is accepted and ignored")]
    public static partial void FlagIgnored(this ILogger logger, string flag);

    [LoggerMessage(304, LogLevel.Error, "A background loop of the server ended")]
    public static partial void LoopEnded(this ILogger logger, Exception exception);

    [LoggerMessage(305, LogLevel.Error, "REST does not start: gRPC has port {Port}; give --rest_api_port another")]
    public static partial void RestSkipped(this ILogger logger, int port);
}
