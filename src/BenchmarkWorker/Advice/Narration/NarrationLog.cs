namespace ModelServing.BenchmarkWorker.Advice.Narration;

internal static partial class NarrationLog
{
    [LoggerMessage(200, LogLevel.Debug, "The narrated summary has {Count} sentences that hold")]
    public static partial void Narrated(this ILogger logger, int count);

    [LoggerMessage(201, LogLevel.Warning, "The summary was not narrated; the report stands without it")]
    public static partial void NotNarrated(this ILogger logger, Exception exception);
}
