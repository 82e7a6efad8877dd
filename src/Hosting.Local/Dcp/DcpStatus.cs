namespace Aspire.Hosting.Dcp;

/// <summary>What the orchestrator says about a process or container.</summary>
internal sealed record DcpStatus(string State, int? Pid, int? ExitCode, string? Message, DateTime? Started, DateTime? Finished, string? ContainerId, bool WasStopped)
{
    public static DcpStatus From(JsonObject value)
    {
        var status = value["status"] as JsonObject;
        return new(
            (string?)status?["state"] ?? "",
            (int?)status?["pid"],
            (int?)status?["exitCode"],
            (string?)status?["message"],
            Time(status?["startupTimestamp"]),
            Time(status?["finishTimestamp"]),
            (string?)status?["containerId"],
            (bool?)value["spec"]?["stop"] ?? false);
    }

    /// <summary>Gets a value indicating whether nothing follows this state.</summary>
    public bool IsOver => State is "Finished" or "Exited" or "FailedToStart" or "Terminated";

    /// <summary>Puts the state into Aspire's words.</summary>
    public ResourceStateSnapshot ToResourceState() => State switch
    {
        "" or "Pending" or "Starting" or "Building" => new(KnownResourceStates.Starting, null),
        "Terminated" => new(KnownResourceStates.Finished, null),
        "Finished" or "Exited" => new(State, ExitCode is 0 || WasStopped ? KnownResourceStateStyles.Info : KnownResourceStateStyles.Error),
        "FailedToStart" => new(State, KnownResourceStateStyles.Error),
        _ => new(State, null),
    };

    private static DateTime? Time(JsonNode? value)
        => DateTimeOffset.TryParse((string?)value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.UtcDateTime : null;
}
