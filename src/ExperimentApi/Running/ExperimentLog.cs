namespace ModelServing.ExperimentApi.Running;

internal static partial class ExperimentLog
{
    [LoggerMessage(500, LogLevel.Information, "Experiment {Name}: {From} to {To}: {Reason}")]
    public static partial void Moved(ILogger logger, string name, string from, string to, string reason);

    [LoggerMessage(501, LogLevel.Warning, "Experiment {Name}: this round failed, the next one tries again: {Reason}")]
    public static partial void RoundFailed(ILogger logger, string name, string reason);

    [LoggerMessage(502, LogLevel.Warning, "Experiment {Name}: traffic cannot be sent: {Reason}")]
    public static partial void TrafficFailed(ILogger logger, string name, string reason);

    [LoggerMessage(503, LogLevel.Warning, "Experiment {Name}: the gateway's counters cannot be read: {Reason}")]
    public static partial void CountersFailed(ILogger logger, string name, string reason);
}
