using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Writes a pod's status. Conditions that others own (PodScheduled) are kept, and times change only with what they date.</summary>
internal static class PodStatusWriter
{
    private const string Loopback = "127.0.0.1";

    private static readonly string[] Owned = ["Initialized", "ContainersReady", "Ready"];

    public static JsonObject Write(PodReport report, IEnumerable<V1PodCondition> before, DateTimeOffset now)
    {
        var known = before.ToList();
        var notReady = string.Join(' ', report.Containers.Where(container => !container.IsReady).Select(container => container.Name));
        var problem = $"containers with unready status: [{notReady}]";
        var unfinished = string.Join(' ', report.Init.Where(container => !container.HasSucceeded).Select(container => container.Name));
        JsonArray conditions =
        [
            Condition("Initialized", report.IsInitialized, "ContainersNotInitialized", $"containers with incomplete status: [{unfinished}]", known, now),
            Condition("Ready", report.IsReady, "ContainersNotReady", problem, known, now),
            Condition("ContainersReady", report.IsReady, "ContainersNotReady", problem, known, now),
            .. known.Where(condition => !Owned.Contains(condition.Type)).Select(Keep),
        ];
        return new JsonObject
        {
            ["phase"] = report.Phase,
            ["podIP"] = Loopback,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Loopback }),
            ["hostIP"] = Loopback,
            ["startTime"] = Time(report.StartedAt),
            ["conditions"] = conditions,
            ["initContainerStatuses"] = new JsonArray([.. report.Init.Select(Container)]),
            ["containerStatuses"] = new JsonArray([.. report.Containers.Select(Container)]),
        };
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static JsonObject Condition(string type, bool holds, string reason, string message, List<V1PodCondition> known, DateTimeOffset now)
    {
        var status = holds ? "True" : "False";
        var since = known.Find(condition => condition.Type == type && condition.Status == status)?.LastTransitionTime;
        var json = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = since is { } time ? Time(new DateTimeOffset(time.ToUniversalTime())) : Time(now),
        };
        if (!holds)
        {
            json["reason"] = reason;
            json["message"] = message;
        }

        return json;
    }

    private static JsonObject Keep(V1PodCondition condition)
    {
        var json = new JsonObject { ["type"] = condition.Type, ["status"] = condition.Status };
        if (condition.LastTransitionTime is { } time)
        {
            json["lastTransitionTime"] = Time(new DateTimeOffset(time.ToUniversalTime()));
        }

        if (condition.Reason is not null)
        {
            json["reason"] = condition.Reason;
            json["message"] = condition.Message;
        }

        return json;
    }

    private static JsonObject Container(ContainerReport report) => new()
    {
        ["lastState"] = report.LastFailure is null ? new JsonObject() : new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = report.LastExitCode,
                ["reason"] = "Error",
                ["message"] = report.LastFailure,
                ["finishedAt"] = Time(report.FinishedAt ?? default),
            },
        },
        ["name"] = report.Name,
        ["image"] = report.Image,
        ["imageID"] = report.Image,
        ["ready"] = report.IsReady || report.HasSucceeded,
        ["started"] = report.IsStarted,
        ["restartCount"] = report.Restarts,
        ["state"] = State(report),
    };

    private static JsonObject State(ContainerReport report) => report.Phase switch
    {
        ContainerPhase.Running => new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Time(report.StartedAt ?? default) } },
        ContainerPhase.Waiting => new JsonObject { ["waiting"] = WithMessage(report, new JsonObject { ["reason"] = report.Reason }) },
        _ => new JsonObject
        {
            ["terminated"] = WithMessage(report, new JsonObject
            {
                ["exitCode"] = report.ExitCode,
                ["reason"] = report.Reason,
                ["startedAt"] = Time(report.StartedAt ?? default),
                ["finishedAt"] = Time(report.FinishedAt ?? default),
            }),
        },
    };

    private static JsonObject WithMessage(ContainerReport report, JsonObject state)
    {
        if (report.Message is not null)
        {
            state["message"] = report.Message;
        }

        return state;
    }
}
