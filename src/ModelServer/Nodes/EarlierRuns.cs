using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What the API still knows of a pod's containers from a process of this node before this one.</summary>
internal static class EarlierRuns
{
    public static ContainerReport Restore(V1Container container, IEnumerable<V1ContainerStatus>? known)
    {
        var report = new ContainerReport(container.Name, container.Image) { IsSidecar = Sidecars.Has(container) };
        if (known?.FirstOrDefault(status => status.Name == container.Name) is not { ContainerID: { Length: > 0 } id } before)
        {
            return report;
        }

        var ended = before.State?.Running is { } running
            ? new EndedRun(EndedRun.Unseen, "Unknown", null, Time(running.StartedAt), Time(running.StartedAt), id)
            : (before.State?.Terminated ?? before.LastState?.Terminated) is { } last
            ? new EndedRun(last.ExitCode, last.Reason ?? "Error", last.Message, Time(last.StartedAt), Time(last.FinishedAt), id)
            : null;
        return report with { Restarts = before.RestartCount, Last = ended };
    }

    private static DateTimeOffset Time(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : default;
}
