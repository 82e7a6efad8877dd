namespace ModelServing.ControlPlane.Manifests;

internal static partial class ManifestLog
{
    [LoggerMessage(1100, LogLevel.Information, "Manifest {File}: {Object} {Action}")]
    public static partial void Applied(ILogger logger, string file, string @object, string action);

    [LoggerMessage(1101, LogLevel.Error, "Manifest {File}: {Object} failed: {Message}")]
    public static partial void Failed(ILogger logger, string file, string @object, string? message);
}
