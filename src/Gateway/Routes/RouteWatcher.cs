using System.Threading.Channels;
using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Istio;

namespace ModelServing.Gateway.Routes;

/// <summary>Follows the objects that decide where requests go, and publishes a new table after each burst of changes.</summary>
internal sealed class RouteWatcher(ClusterSource source, RouteTableStore store, TimeProvider timeProvider, ILogger<RouteWatcher> logger) : BackgroundService
{
    /// <summary>One waiting note is enough: the build reads whatever is current by then.</summary>
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private string _lastProblems = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cluster = await source.ConnectAsync(stoppingToken);
        var virtualServices = Follow<VirtualService>(cluster);
        var services = Follow<V1Service>(cluster);
        var slices = Follow<V1EndpointSlice>(cluster);
        await Task.WhenAll(
            virtualServices.RunAsync(stoppingToken),
            services.RunAsync(stoppingToken),
            slices.RunAsync(stoppingToken),
            PublishAsync(virtualServices, services, slices, stoppingToken));
    }

    private Informer<T> Follow<T>(ICluster cluster)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = new Informer<T>(cluster, ResourceQuery.All, timeProvider);
        informer.Changed += _ => _changes.Writer.TryWrite(true);
        informer.Failed += exception => RouteLog.WatchFailed(logger, typeof(T).Name, exception.Message);
        return informer;
    }

    private async Task PublishAsync(Informer<VirtualService> virtualServices, Informer<V1Service> services, Informer<V1EndpointSlice> slices, CancellationToken cancellationToken)
    {
        // Half a picture would answer 404 or 503 for what exists.
        await Task.WhenAll(virtualServices.HasSynced, services.HasSynced, slices.HasSynced).WaitAsync(cancellationToken);
        do
        {
            while (_changes.Reader.TryRead(out _))
            {
                // What came before the build is part of it.
            }

            Publish(new([.. virtualServices.Snapshot.Values], [.. services.Snapshot.Values], [.. slices.Snapshot.Values]));
        }
        while (await _changes.Reader.WaitToReadAsync(cancellationToken));
    }

    private void Publish(ClusterSnapshot snapshot)
    {
        var table = RouteTableBuilder.Build(snapshot, store.Current, out var problems);
        store.Publish(table);
        RouteLog.Published(logger, snapshot.VirtualServices.Count, table.Backends.Count);
        var text = string.Join("; ", problems);
        if (text.Length > 0 && text != _lastProblems)
        {
            RouteLog.Problems(logger, text);
        }

        _lastProblems = text;
    }
}
