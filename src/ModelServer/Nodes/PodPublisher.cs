using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Tells the API what became of a pod: ports first, then status, and only what changed. Keeps trying until the pod is gone.</summary>
internal sealed class PodPublisher(V1Pod pod, ICluster cluster, TimeProvider timeProvider, ILogger logger)
{
    private const string PortsAnnotation = "modelserving.dev/ports";

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _dirty = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile PodReport? _report;
    private volatile string? _ports;
    private string? _publishedPorts;
    private string? _publishedStatus;

    public void Publish(PodReport report, IReadOnlyDictionary<int, int> ports)
    {
        var json = new JsonObject([.. ports.OrderBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value))]);
        _ports = ports.Count > 0 ? json.ToJsonString() : null;
        _report = report;
        _dirty.Writer.TryWrite(true);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _dirty.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await SendAsync(cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
            {
                logger.PublishFailed(pod.Metadata.NamespaceProperty, pod.Metadata.Name, e.Message);
                await Task.Delay(Retry, timeProvider, cancellationToken);
                _dirty.Writer.TryWrite(true);
            }
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var (name, ns) = (pod.Metadata.Name, pod.Metadata.NamespaceProperty);
        var current = await cluster.FindAsync<V1Pod>(name, ns, cancellationToken);
        if (current is null || current.Metadata.Uid != pod.Metadata.Uid || _report is not { } report)
        {
            return;
        }

        if (_ports is { } ports && ports != _publishedPorts)
        {
            var metadata = new JsonObject { ["annotations"] = new JsonObject { [PortsAnnotation] = ports } };
            await cluster.PatchAsync<V1Pod>(name, ns, new JsonObject { ["metadata"] = metadata }, null, cancellationToken);
            _publishedPorts = ports;
        }

        var status = PodStatusWriter.Write(report, current.Status?.Conditions ?? [], timeProvider.GetUtcNow());
        var text = status.ToJsonString();
        if (text != _publishedStatus)
        {
            await cluster.PatchAsync<V1Pod>(name, ns, new JsonObject { ["status"] = status }, "status", cancellationToken);
            _publishedStatus = text;
        }
    }
}
