using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Actuation;

/// <summary>
/// The last scaling events, in a ConfigMap beside the workload. Writers use optimistic concurrency: a conflict is read again and
/// retried, and an unreadable log is an error, never an empty one.
/// </summary>
internal sealed class AuditLog(ICluster cluster)
{
    public const string Name = "autoscaling-audit-log";
    public const string Key = "events";
    public const int Capacity = 1000;

    /// <summary>A ConfigMap holds 1 MiB; the rest is for its metadata.</summary>
    private const int LargestText = 1_000_000;
    private const int Attempts = 16;

    public async Task AppendAsync(ScalingEvent happened, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryAppendAsync(happened, cancellationToken);
                return;
            }
            catch (ClusterException exception) when ((exception.IsConflict || exception.AlreadyExists) && attempt < Attempts)
            {
                // Another writer was first: its event must stay, so read again.
            }
        }
    }

    private async Task TryAppendAsync(ScalingEvent happened, CancellationToken cancellationToken)
    {
        var found = await cluster.FindAsync<V1ConfigMap>(Name, happened.Namespace, cancellationToken);
        var entry = JsonSerializer.SerializeToNode(happened, ScalingEventJson.Default.ScalingEvent);
        if (found is null)
        {
            var created = new V1ConfigMap
            {
                ApiVersion = V1ConfigMap.KubeApiVersion,
                Kind = V1ConfigMap.KubeKind,
                Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = happened.Namespace },
                Data = new Dictionary<string, string> { [Key] = Text([entry]) },
            };
            await cluster.CreateAsync(created, cancellationToken);
            return;
        }

        var events = Parse(found);
        events.Add(entry);
        found.Data = new Dictionary<string, string>(found.Data ?? new Dictionary<string, string>()) { [Key] = Text(events) };
        await cluster.UpdateAsync(found, cancellationToken);
    }

    private static JsonArray Parse(V1ConfigMap map)
    {
        var text = map.Data is not null && map.Data.TryGetValue(Key, out var value) ? value : "[]";
        try
        {
            return JsonNode.Parse(text) as JsonArray ?? throw new JsonException("not an array");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"ConfigMap {map.Metadata.NamespaceProperty}/{Name} key {Key} is not a JSON array; it is left as it is: {exception.Message}", exception);
        }
    }

    private static string Text(JsonArray events)
    {
        while (events.Count > Capacity)
        {
            events.RemoveAt(0);
        }

        var text = events.ToJsonString();
        while (Encoding.UTF8.GetByteCount(text) > LargestText && events.Count > 1)
        {
            // Long reasons: a tenth at a time, so that trimming does not happen on every write.
            events.RemoveRange(0, Math.Max(1, events.Count / 10));
            text = events.ToJsonString();
        }

        return text;
    }
}
