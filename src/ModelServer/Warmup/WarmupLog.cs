using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Warmup;

internal static partial class WarmupLog
{
    [LoggerMessage(400, LogLevel.Information, "Warmed up servable version {Id} with {Records} recorded requests in {Milliseconds:F0} ms")]
    public static partial void WarmedUp(this ILogger logger, ServableId id, int records, double milliseconds);

    [LoggerMessage(401, LogLevel.Debug, "No made-up request for signature {Signature} of servable version {Id}: {Reason}")]
    public static partial void SyntheticFailed(this ILogger logger, ServableId id, string signature, string reason);
}
