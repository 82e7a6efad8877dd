namespace ModelServing.ModelServer.RequestLogs;

internal static partial class RequestLogLog
{
    [LoggerMessage(500, LogLevel.Warning, "A request of model {Model} could not be logged to {Path}")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string model, string path);
}
