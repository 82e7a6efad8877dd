using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Versions;

internal static partial class VersionLog
{
    [LoggerMessage(100, LogLevel.Information, "Loading servable version {Id} from {Folder}")]
    public static partial void Loading(this ILogger logger, ServableId id, string folder);

    [LoggerMessage(101, LogLevel.Information, "Successfully loaded servable version {Id}")]
    public static partial void Available(this ILogger logger, ServableId id);

    [LoggerMessage(102, LogLevel.Warning, "Loading servable {Id} failed at attempt {Attempt}: {Error}")]
    public static partial void LoadFailed(this ILogger logger, ServableId id, int attempt, ServingError error);

    [LoggerMessage(103, LogLevel.Error, "Loading servable {Id} threw")]
    public static partial void LoadThrew(this ILogger logger, Exception exception, ServableId id);

    [LoggerMessage(104, LogLevel.Information, "Unloaded servable version {Id}")]
    public static partial void Unloaded(this ILogger logger, ServableId id);
}
