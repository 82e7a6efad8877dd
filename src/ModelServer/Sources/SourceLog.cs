namespace ModelServing.ModelServer.Sources;

internal static partial class SourceLog
{
    [LoggerMessage(200, LogLevel.Warning, "No model changes: the base path {BasePath} of servable {Name} cannot be read: {Reason}")]
    public static partial void BasePathMissing(this ILogger logger, string name, string basePath, string reason);

    [LoggerMessage(201, LogLevel.Warning, "No versions of servable {Name} found under base path {BasePath}: put each into a numeric sub-folder, for example {BasePath}/1")]
    public static partial void NoVersions(this ILogger logger, string name, string basePath);

    [LoggerMessage(202, LogLevel.Warning, "{BasePath} holds a model itself: a real TF Serving wants a numeric sub-folder; point at the parent of {Name}'s version folder")]
    public static partial void BasePathIsVersion(this ILogger logger, string name, string basePath);

    [LoggerMessage(203, LogLevel.Warning, "Version {Version} of servable {Name}, which was requested to be served, is not under base path {BasePath}")]
    public static partial void VersionAbsent(this ILogger logger, long version, string name, string basePath);
}
