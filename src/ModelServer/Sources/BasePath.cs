namespace ModelServing.ModelServer.Sources;

/// <summary>Where a model's versions are, as configurations write it: a path, or a URI of one.</summary>
internal static class BasePath
{
    private const string Scheme = "file://";

    /// <summary>Gets the path that a base path stands for.</summary>
    public static string Local(string basePath) =>
        basePath.StartsWith(Scheme, StringComparison.Ordinal) && Uri.TryCreate(basePath, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : basePath;

    /// <summary>Tells whether a base path is a URI of storage that is not this machine's.</summary>
    public static bool IsElsewhere(string basePath) => Local(basePath).Contains("://", StringComparison.Ordinal);
}
