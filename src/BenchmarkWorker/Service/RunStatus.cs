using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Service;

[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
internal enum RunStatus
{
    [JsonStringEnumMemberName("queued")]
    Queued,

    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>The reports are written; a platform in them may still have failed.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Stopped on request; what was measured by then is in a report.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>The service ended before the run did; what was measured by then is in a report.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,
}

internal static class RunStatuses
{
    public static string WireName(this RunStatus status) => status switch
    {
        RunStatus.Queued => "queued",
        RunStatus.Running => "running",
        RunStatus.Completed => "completed",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        _ => "interrupted",
    };

    public static RunStatus Parse(string name) => Enum.GetValues<RunStatus>().FirstOrDefault(status => status.WireName() == name, RunStatus.Interrupted);

    public static bool IsOver(this RunStatus status) => status is not (RunStatus.Queued or RunStatus.Running);
}
