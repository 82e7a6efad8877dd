using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Printing;

internal static class PodColumns
{
    public static Column[] All { get; } =
    [
        Columns.Name,
        Columns.Raw("Ready", "string", value => $"{Serving(value).Count(item => item.Text("ready") == "true")}/{value.Items("spec", "containers").Count() + Sidecars(value).Count}"),
        Columns.Raw("Status", "string", value => Status(value)),
        new("Restarts", (value, now) => Restarts(value, now)),
        Columns.Age,
        Columns.Text("IP", "status", "podIP").Wide(),
        Columns.Text("Node", "spec", "nodeName").Wide(),
        Columns.Text("Nominated Node", "status", "nominatedNodeName").Wide(),
        Columns.Text("Readiness Gates", _ => "").Wide(),
    ];

    /// <summary>The restarts of all containers, and how long ago the last of them was.</summary>
    private static string Restarts(JsonElement pod, DateTimeOffset now)
    {
        var shown = (Initializing(pod) is null ? Serving(pod) : pod.Items("status", "initContainerStatuses")).ToList();
        var count = shown.Sum(item => item.Number("restartCount"));
        var last = shown.Select(item => item.Text("lastState", "terminated", "finishedAt")).Max(StringComparer.Ordinal);
        return count > 0 && last is { Length: > 0 } ? $"{count} ({Ages.Since(last, now)} ago)" : $"{count}";
    }

    private static IEnumerable<JsonElement> Statuses(JsonElement pod) => pod.Items("status", "containerStatuses");

    /// <summary>The init containers that keep running beside the others.</summary>
    private static HashSet<string> Sidecars(JsonElement pod) =>
        [.. pod.Items("spec", "initContainers").Where(container => container.Text("restartPolicy") == "Always").Select(container => container.Text("name"))];

    private static IEnumerable<JsonElement> Serving(JsonElement pod)
    {
        var sidecars = Sidecars(pod);
        return Statuses(pod).Concat(pod.Items("status", "initContainerStatuses").Where(item => sidecars.Contains(item.Text("name"))));
    }

    /// <summary>The most telling of phase, reasons of waiting and of ending, as kubectl prints it.</summary>
    private static string Status(JsonElement pod)
    {
        if (pod.At("metadata", "deletionTimestamp") is not null && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
        {
            return "Terminating";
        }

        if (Initializing(pod) is { } initializing)
        {
            return initializing;
        }

        var status = pod.Text("status", "reason") is { Length: > 0 } reason ? reason : pod.Text("status", "phase");
        if (Columns.Condition(pod, "PodScheduled", "reason") == "SchedulingGated")
        {
            status = "SchedulingGated";
        }

        foreach (var container in Statuses(pod).Reverse())
        {
            status = Reason(container) is { Length: > 0 } why ? why : status;
        }

        var isRunning = Statuses(pod).Any(item => item.At("state", "running") is not null);
        return status == "Completed" && isRunning ? (Columns.Condition(pod, "Ready") == "True" ? "Running" : "NotReady") : status;
    }

    private static string? Initializing(JsonElement pod)
    {
        if (Columns.Condition(pod, "Initialized") == "True")
        {
            return null;
        }

        var total = pod.Items("spec", "initContainers").Count();
        var sidecars = Sidecars(pod);
        var done = 0;
        foreach (var container in pod.Items("status", "initContainerStatuses"))
        {
            if ((container.At("state", "terminated") is { } ended && ended.Number("exitCode") == 0) || (sidecars.Contains(container.Text("name")) && container.Text("started") == "true"))
            {
                done++;
                continue;
            }

            var reason = Reason(container);
            return reason is { Length: > 0 } and not "PodInitializing" ? $"Init:{reason}" : $"Init:{done}/{total}";
        }

        return null;
    }

    private static string Reason(JsonElement container)
    {
        if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
        {
            return waiting;
        }

        if (container.At("state", "terminated") is not { } ended)
        {
            return "";
        }

        return ended.Text("reason") is { Length: > 0 } reason ? reason : $"ExitCode:{ended.Number("exitCode")}";
    }
}
