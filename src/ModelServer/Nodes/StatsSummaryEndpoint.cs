using System.Text.Json.Nodes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Serves <c>GET /stats/summary</c>, as a kubelet does: what the node and its pods use.</summary>
internal static class StatsSummaryEndpoint
{
    public static void MapStatsSummary(this WebApplication app, NodeUsage usage, string node, TimeProvider timeProvider) =>
        app.MapGet("/stats/summary", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Describe(usage.Report(), node, PodStatusWriter.Time(timeProvider.GetUtcNow())).ToJsonString(), context.RequestAborted);
        }));

    public static JsonObject Describe(UsageReport report, string node, string time) => new()
    {
        ["node"] = Usage(new JsonObject { ["nodeName"] = node }, report.Cores, report.Bytes, time),
        ["pods"] = new JsonArray([.. report.Containers.GroupBy(entry => (entry.Key.Namespace, entry.Key.Pod)).Select(pod => new JsonObject
        {
            ["podRef"] = new JsonObject { ["name"] = pod.Key.Pod, ["namespace"] = pod.Key.Namespace },
            ["containers"] = new JsonArray([.. pod.Select(entry => Usage(new JsonObject { ["name"] = entry.Key.Container }, entry.Value.Cores, entry.Value.Bytes, time))]),
        })]),
    };

    private static JsonObject Usage(JsonObject of, double cores, long bytes, string time)
    {
        of["cpu"] = new JsonObject { ["time"] = time, ["usageNanoCores"] = (long)(cores * 1e9) };
        of["memory"] = new JsonObject { ["time"] = time, ["workingSetBytes"] = bytes };
        return of;
    }
}
