namespace ModelServing.ControlPlane.CustomResources;

internal static partial class CustomResourcesLog
{
    [LoggerMessage(1700, LogLevel.Warning, "{Definition}: {Rule}")]
    public static partial void RuleNotEvaluated(ILogger logger, string definition, string rule);

    [LoggerMessage(1701, LogLevel.Information, "{Definition} is served no more, its objects are deleted")]
    public static partial void CleanedUp(ILogger logger, string definition);
}
