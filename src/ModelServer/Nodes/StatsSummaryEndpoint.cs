using System.Text.Json.Nodes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Serves <c>GET /stats/summary</c>, as a kubelet does: what the node and its pods use.</summary>
internal static class StatsSummaryEndpoint
{
    public static void MapStatsSummary(this WebApplication app, NodeUsage usage, string node) =>
        app.MapGet("/stats/summary", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Describe(usage.Report(), node).ToJsonString(), context.RequestAborted);
        }));

    public static JsonObject Describe(UsageReport report, string node) => new()
    {
        ["node"] = Usage(new JsonObject { ["nodeName"] = node }, [report.Node], report.Time),
        ["pods"] = new JsonArray([.. report.Containers.GroupBy(entry => (entry.Key.Key.Namespace, entry.Key.Key.Pod, entry.Key.PodUid)).Select(pod =>
        {
            var described = Usage(new JsonObject { ["podRef"] = new JsonObject { ["name"] = pod.Key.Pod, ["namespace"] = pod.Key.Namespace, ["uid"] = pod.Key.PodUid } }, [.. pod.Select(entry => entry.Value)], report.Time);
            described["containers"] = new JsonArray([.. pod.Select(entry => Usage(new JsonObject { ["name"] = entry.Key.Key.Container }, [entry.Value], report.Time))]);
            return described;
        })]),
    };

    /// <summary>Adds uses up; what is not known of one of them is left out.</summary>
    private static JsonObject Usage(JsonObject of, IReadOnlyList<ContainerUse> uses, DateTimeOffset time)
    {
        of["startTime"] = PodStatusWriter.Time(uses.Min(use => use.Since));
        var cpu = new JsonObject { ["time"] = Exact(time), ["usageCoreNanoSeconds"] = uses.Sum(use => use.Use.Processor.Ticks) * TimeSpan.NanosecondsPerTick };
        if (uses.All(use => use.Cores is not null))
        {
            cpu["usageNanoCores"] = (long)(uses.Sum(use => use.Cores ?? 0) * 1e9);
        }

        of["cpu"] = cpu;
        of["memory"] = new JsonObject { ["time"] = Exact(time), ["workingSetBytes"] = uses.Sum(use => use.Use.Bytes) };
        return of;
    }

    /// <summary>A kubelet tells whole seconds. Whoever divides a counter's difference by that of the times over a short while needs them finer.</summary>
    private static string Exact(DateTimeOffset time) => time.UtcDateTime.ToString("O");
}
