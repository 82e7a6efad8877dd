namespace ModelServing.BenchmarkWorker.Service;

internal static partial class ServiceLog
{
    [LoggerMessage(100, LogLevel.Information, "Benchmark run {Id} started")]
    public static partial void RunStarted(this ILogger logger, string id);

    [LoggerMessage(101, LogLevel.Information, "Benchmark run {Id} completed in {Seconds:0.0} s")]
    public static partial void RunCompleted(this ILogger logger, string id, double seconds);

    [LoggerMessage(102, LogLevel.Information, "Benchmark run {Id} was stopped before its end")]
    public static partial void RunStopped(this ILogger logger, string id);

    [LoggerMessage(103, LogLevel.Error, "Benchmark run {Id} failed")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string id);

    [LoggerMessage(108, LogLevel.Error, "Benchmark run {Id}: {Problem}")]
    public static partial void ReportNotWritten(this ILogger logger, string id, string problem);

    [LoggerMessage(105, LogLevel.Debug, "The benchmark queue stopped with the host")]
    public static partial void QueueStopped(this ILogger logger);

    [LoggerMessage(106, LogLevel.Warning, "Benchmark run {Id} is not in the history: the database cannot be written")]
    public static partial void HistoryNotWritten(this ILogger logger, Exception exception, string id);

    [LoggerMessage(107, LogLevel.Warning, "The history of benchmark runs cannot be read")]
    public static partial void HistoryNotRead(this ILogger logger, Exception exception);
}
