namespace ModelServing.Autoscaler.Workloads;

internal static partial class WorkloadLog
{
    [LoggerMessage(6000, LogLevel.Information, "{Workload}: {Decision}: {Reason}; {Outcome}")]
    public static partial void Decided(this ILogger logger, string workload, string decision, string reason, string outcome);

    [LoggerMessage(6001, LogLevel.Error, "{Workload}: the tick failed; the next one tries again")]
    public static partial void TickFailed(this ILogger logger, string workload, Exception exception);
}
