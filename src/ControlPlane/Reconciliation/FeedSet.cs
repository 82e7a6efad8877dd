using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>One watch per kind, shared by all controllers.</summary>
internal sealed class FeedSet(ICluster cluster, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Keeps an object from every reconciler: such as the API server's own, which should not cost an idle cluster the reading of typed objects.</summary>
    public const string IgnoredLabel = "modelserving.dev/unreconciled";

    private readonly Dictionary<Type, (object Feed, Func<CancellationToken, Task> Run)> _feeds = [];

    public ResourceFeed<T> Get<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!_feeds.TryGetValue(typeof(T), out var entry))
        {
            var feed = new ResourceFeed<T>(cluster, timeProvider, logger);
            _feeds[typeof(T)] = entry = (feed, feed.RunAsync);
        }

        return (ResourceFeed<T>)entry.Feed;
    }

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_feeds.Values.Select(entry => entry.Run(cancellationToken)));
}
