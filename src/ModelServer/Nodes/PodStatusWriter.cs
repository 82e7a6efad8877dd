using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Writes a pod's status. Conditions that others own (PodScheduled) are kept, and times change only with what they date.</summary>
internal static class PodStatusWriter
{
    private const string Loopback = "127.0.0.1";

    private static readonly string[] Owned = ["PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready"];

    public static JsonObject Write(PodReport report, IEnumerable<V1PodCondition> before, DateTimeOffset now)
    {
        var known = before.ToList();
        var notReady = string.Join(' ', report.Serving.Where(container => !container.IsReady).Select(container => container.Name));
        var (reason, problem) = report.Phase switch
        {
            "Succeeded" => ("PodCompleted", null),
            "Failed" => ("PodFailed", null),
            _ => ("ContainersNotReady", $"containers with unready status: [{notReady}]"),
        };
        var unfinished = string.Join(' ', report.Init.Where(container => !container.HasInitialized).Select(container => container.Name));
        JsonArray conditions =
        [
            Condition("PodReadyToStartContainers", report.IsPrepared && report.Failure is null, null, null, known, now),
            Condition("Initialized", report.IsInitialized, "ContainersNotInitialized", $"containers with incomplete status: [{unfinished}]", known, now),
            Condition("Ready", report.IsReady, reason, problem, known, now),
            Condition("ContainersReady", report.IsReady, reason, problem, known, now),
            .. known.Where(condition => !Owned.Contains(condition.Type)).Select(Keep),
        ];
        var status = new JsonObject
        {
            ["phase"] = report.Phase,
            ["podIP"] = Loopback,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Loopback }),
            ["hostIP"] = Loopback,
            ["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = Loopback }),
            ["startTime"] = Time(report.StartedAt),
            ["conditions"] = conditions,
            ["containerStatuses"] = new JsonArray([.. report.Containers.Select(container => Container(container, container.IsReady))]),
        };
        if (report.Init.Count > 0)
        {
            status["initContainerStatuses"] = new JsonArray([.. report.Init.Select(container => Container(container, container.IsSidecar ? container.IsReady : container.HasSucceeded))]);
        }

        if (report.Failure is { } failure)
        {
            status["reason"] = failure.Reason;
            status["message"] = failure.Message;
        }

        return status;
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static JsonObject Condition(string type, bool holds, string? reason, string? message, List<V1PodCondition> known, DateTimeOffset now)
    {
        var status = holds ? "True" : "False";
        var since = known.Find(condition => condition.Type == type && condition.Status == status)?.LastTransitionTime;
        var json = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = since is { } time ? Time(new DateTimeOffset(time.ToUniversalTime())) : Time(now),
        };
        if (!holds && reason is not null)
        {
            json["reason"] = reason;
            if (message is not null)
            {
                json["message"] = message;
            }
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

    private static JsonObject Container(ContainerReport report, bool isReady)
    {
        var json = new JsonObject
        {
            ["lastState"] = report.Last is { } last ? Ended(last) : new JsonObject(),
            ["name"] = report.Name,
            ["image"] = report.Image,
            ["imageID"] = report.ContainerId is null ? string.Empty : report.Image,
            ["ready"] = isReady,
            ["started"] = report.IsStarted,
            ["restartCount"] = report.Restarts,
            ["state"] = State(report),
        };
        if ((report.ContainerId ?? report.Last?.ContainerId) is { } id)
        {
            json["containerID"] = id;
        }

        return json;
    }

    private static JsonObject State(ContainerReport report) => report.Phase switch
    {
        ContainerPhase.Running => new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Time(report.StartedAt ?? default) } },
        ContainerPhase.Waiting => new JsonObject { ["waiting"] = WithMessage(report.Message, new JsonObject { ["reason"] = report.Reason }) },
        _ => Ended(new EndedRun(report.ExitCode, report.Reason, report.Message, report.StartedAt ?? default, report.FinishedAt ?? default, report.ContainerId)),
    };

    private static JsonObject Ended(EndedRun run)
    {
        var terminated = WithMessage(run.Message, new JsonObject
        {
            ["exitCode"] = run.ExitCode,
            ["reason"] = run.Reason,
            ["startedAt"] = Time(run.StartedAt),
            ["finishedAt"] = Time(run.FinishedAt),
        });
        if (run.ContainerId is { } id)
        {
            terminated["containerID"] = id;
        }

        return new JsonObject { ["terminated"] = terminated };
    }

    private static JsonObject WithMessage(string? message, JsonObject state)
    {
        if (message is not null)
        {
            state["message"] = message;
        }

        return state;
    }
}
