namespace ModelServing.ModelServer.Loading;

internal static partial class LoadingLog
{
    [LoggerMessage(1300, LogLevel.Information, "Loaded {Folder}: {Signatures} signatures in {Milliseconds:F0} ms")]
    public static partial void Loaded(this ILogger logger, string folder, int signatures, double milliseconds);
}
