using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Discovery;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Serves <c>metrics.k8s.io/v1beta1</c>: what nodes and pods use, asked of the nodes when it is asked for.</summary>
/// <remarks><c>path = "nodes" [ "/" name ] | "pods" | "namespaces/" ns "/pods" [ "/" name ]</c>.</remarks>
internal sealed class MetricsEndpoint(ClusterStore store, KubeletClient kubelet)
{
    private const string Group = MetricsKinds.Group;
    private const string Version = MetricsKinds.Version;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public Task HandleAsync(HttpContext context) => $"{context.Request.RouteValues["scope"]}/{context.Request.RouteValues["path"]}".Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["nodes"] => ListAsync(context, "NodeMetricsList", NodesAsync, "nodes", null),
        ["nodes", var name] => GetAsync(context, NodesAsync, "nodes", null, name),
        ["pods"] => ListAsync(context, "PodMetricsList", PodsAsync, "pods", null),
        ["namespaces", var ns, "pods"] => ListAsync(context, "PodMetricsList", PodsAsync, "pods", ns),
        ["namespaces", var ns, "pods", var name] => GetAsync(context, PodsAsync, "pods", ns, name),
        _ => Responses.WriteAsync(context, Refusals.NoSuchPath()),
    };

    private async Task ListAsync(HttpContext context, string kind, Func<CancellationToken, Task<List<JsonObject>>> read, string plural, string? ns)
    {
        var query = context.Request.Query;
        ResourceCatalog.TryFind("", "v1", plural, out var resource);
        if (!ObjectQuery.TryParse(resource!, ns, query["labelSelector"], query["fieldSelector"], out var selection, out var refusal)) // both are built in
        {
            await Responses.WriteAsync(context, refusal);
            return;
        }

        var wanted = selection.List(store.Snapshot).Select(value => (value.Key.Namespace, value.Key.Name)).ToHashSet();
        var items = (await read(context.RequestAborted)).Where(item => wanted.Contains((item.Text("metadata", "namespace") ?? "", item.Text("metadata", "name") ?? "")));
        await Responses.WriteAsync(context, new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = $"{Group}/{Version}",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. items]),
        });
    }

    private static async Task GetAsync(HttpContext context, Func<CancellationToken, Task<List<JsonObject>>> read, string plural, string? ns, string name)
    {
        var found = (await read(context.RequestAborted)).Find(item => item.Text("metadata", "name") == name && (item.Text("metadata", "namespace") ?? "") == (ns ?? ""));
        await (found is null ? Responses.WriteAsync(context, NotFound(plural, ns is null ? name : $"{ns}/{name}")) : Responses.WriteAsync(context, found));
    }

    private static V1Status NotFound(string plural, string name) => new()
    {
        Status = "Failure",
        Code = StatusCodes.Status404NotFound,
        Reason = "NotFound",
        Message = $"{plural}.{Group} \"{name}\" not found",
        Details = new V1StatusDetails { Name = name, Group = Group, Kind = plural },
    };

    private async Task<List<JsonObject>> NodesAsync(CancellationToken cancellationToken) =>
        [.. from summary in await SummariesAsync(cancellationToken)
            where IsKnown(summary.Root.At("node") ?? default)
            select Metrics("NodeMetrics", new JsonObject { ["name"] = summary.Node }, summary.Root.At("node") ?? default, "usage", Usage)];

    private async Task<List<JsonObject>> PodsAsync(CancellationToken cancellationToken) =>
        [.. from summary in await SummariesAsync(cancellationToken)
            from pod in summary.Root.Items("pods")
            where pod.Items("containers").All(IsKnown)
            let names = new JsonObject { ["name"] = pod.Text("podRef", "name"), ["namespace"] = pod.Text("podRef", "namespace") }
            select Metrics("PodMetrics", names, pod, "containers", Containers)];

    private JsonObject Metrics(string kind, JsonObject metadata, JsonElement of, string member, Func<JsonElement, JsonNode> value)
    {
        var labels = store.Find(new StoreKey(kind == "NodeMetrics" ? "nodes" : "pods", metadata.Text("namespace") ?? "", metadata.Text("name") ?? ""))?.Root.At("metadata", "labels");
        var time = (of.At("cpu") ?? of.Items("containers").FirstOrDefault().At("cpu") ?? default).Text("time");
        time = DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var exact) ? ObjectMetadata.Timestamp(exact) : time;
        metadata["creationTimestamp"] = time;
        if (labels is { } present)
        {
            metadata["labels"] = JsonObject.Create(present);
        }

        return new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = $"{Group}/{Version}",
            ["metadata"] = metadata,
            ["timestamp"] = time,
            ["window"] = "15s",
            [member] = value(of),
        };
    }

    /// <summary>What has only just begun has used nothing that could be told yet, which is not nothing.</summary>
    private static bool IsKnown(JsonElement of) => of.At("cpu", "usageNanoCores") is not null;

    private static JsonNode Containers(JsonElement pod) =>
        new JsonArray([.. pod.Items("containers").Select(container => new JsonObject { ["name"] = container.Text("name"), ["usage"] = Usage(container) })]);

    private static JsonNode Usage(JsonElement of) => new JsonObject
    {
        ["cpu"] = $"{of.Number("cpu", "usageNanoCores").ToString(CultureInfo.InvariantCulture)}n",
        ["memory"] = $"{(of.Number("memory", "workingSetBytes") / 1024).ToString(CultureInfo.InvariantCulture)}Ki",
    };

    private async Task<List<(string Node, JsonElement Root)>> SummariesAsync(CancellationToken cancellationToken)
    {
        var names = store.Snapshot.List("nodes", null).Select(node => node.Key.Name);
        var answers = await Task.WhenAll(names.Select(name => SummaryAsync(name, cancellationToken)));
        return [.. answers.OfType<(string, JsonElement)>()];
    }

    /// <summary>Asks one node; one that does not answer has no metrics.</summary>
    private async Task<(string Node, JsonElement Root)?> SummaryAsync(string node, CancellationToken cancellationToken)
    {
        if (NodeAddresses.Find(store, node) is not { } address)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var document = JsonDocument.Parse(await kubelet.Http.GetStreamAsync(new Uri(address, "/stats/summary"), limit.Token));
            return (node, document.RootElement.Clone());
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
