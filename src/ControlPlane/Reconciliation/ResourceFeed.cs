using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Lists and watches one kind and passes every change on; lists again when the watch ends.</summary>
internal sealed class ResourceFeed<T>(ICluster cluster, TimeProvider timeProvider, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>How long a watch lasts before everything is listed again, against whatever was missed.</summary>
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(2);

    private static readonly ResourceQuery Query = new(LabelSelector: $"!{FeedSet.IgnoredLabel}");

    private readonly Dictionary<ObjectKey, T> _known = [];
    private readonly List<Action<ResourceEvent<T>>> _subscribers = [];

    /// <summary>Adds a subscriber; before <see cref="RunAsync"/> only.</summary>
    public void Subscribe(Action<ResourceEvent<T>> subscriber) => _subscribers.Add(subscriber);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = FirstRetry;
        while (!cancellationToken.IsCancellationRequested)
        {
            Exception? failure = null;
            try
            {
                await FollowAsync(cancellationToken);
                delay = FirstRetry;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failure = exception;
            }

            logger.WatchEnded(typeof(T).Name, delay, failure);
            await Task.Delay(delay, timeProvider, cancellationToken);
            delay = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, delay.Ticks * 2));
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var list = await cluster.ListAsync<T>(Query, cancellationToken);
        Replace(list.Items);
        using var timeout = new CancellationTokenSource(Resync, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await foreach (var change in cluster.WatchAsync<T>(Query, list.ResourceVersion, either.Token))
            {
                Publish(change);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to list again.
        }
    }

    private void Replace(IReadOnlyList<T> items)
    {
        var present = items.Select(item => ObjectKey.Of(item)).ToHashSet();
        foreach (var gone in _known.Where(pair => !present.Contains(pair.Key)).Select(pair => pair.Value).ToList())
        {
            Publish(new ResourceEvent<T>(ResourceEventType.Deleted, gone));
        }

        foreach (var item in items)
        {
            Publish(new ResourceEvent<T>(_known.ContainsKey(ObjectKey.Of(item)) ? ResourceEventType.Modified : ResourceEventType.Added, item));
        }
    }

    private void Publish(ResourceEvent<T> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is ResourceEventType.Deleted)
        {
            _known.Remove(key);
        }
        else
        {
            _known[key] = change.Resource;
        }

        foreach (var subscriber in _subscribers)
        {
            subscriber(change);
        }
    }
}
