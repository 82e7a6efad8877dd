namespace ModelServing.ControlPlane.Authorization;

internal static partial class AuthorizationLog
{
    [LoggerMessage(1900, LogLevel.Error, "The rules of cluster role {Role} cannot be set to those it aggregates: {Message}")]
    public static partial void NotAggregated(ILogger logger, string role, string? message);
}
