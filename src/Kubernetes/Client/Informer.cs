using System.Collections.Immutable;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>
/// Keeps a local copy of a kind's objects: list, then watch, then list again when the watch has expired (410) or broke.
/// Readers take <see cref="Snapshot"/>, which is immutable, without a lock.
/// </summary>
/// <param name="cluster">The API to follow.</param>
/// <param name="query">Which objects.</param>
/// <param name="timeProvider">The clock of the back-off.</param>
public sealed class Informer<T>(ICluster cluster, ResourceQuery query, TimeProvider timeProvider)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ImmutableDictionary<ResourceKey, T> _snapshot = ImmutableDictionary<ResourceKey, T>.Empty;

    /// <summary>Raised after each change, on the informer's own loop: handlers must be quick and must not throw.</summary>
    public event Action<ResourceEvent<T>>? Changed;

    /// <summary>Raised when a list or watch failed; the informer goes on by itself.</summary>
    public event Action<Exception>? Failed;

    /// <summary>Gets the objects as last seen.</summary>
    public IReadOnlyDictionary<ResourceKey, T> Snapshot => _snapshot;

    /// <summary>Gets a task that ends when the first list is in.</summary>
    public Task HasSynced => _synced.Task;

    /// <summary>Follows the API until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var backOff = MinBackOff;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var list = await cluster.ListAsync<T>(query, cancellationToken).ConfigureAwait(false);
                Replace(list.Items);
                _synced.TrySetResult();
                backOff = MinBackOff;
                await FollowAsync(list.ResourceVersion, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ClusterException or JsonException or OperationCanceledException)
            {
                Failed?.Invoke(e);
                await Task.Delay(backOff, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, MaxBackOff.Ticks));
            }
        }
    }

    /// <summary>Watches until the version has expired; a server that closes a quiet watch is asked again from where it stopped.</summary>
    private async Task FollowAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in cluster.WatchAsync<T>(query, resourceVersion, cancellationToken).ConfigureAwait(false))
                {
                    resourceVersion = change.Resource.Metadata.ResourceVersion ?? resourceVersion;
                    Apply(change);
                }

                await Task.Delay(MinBackOff, timeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException e) when (e.Status.Code == 410)
            {
                return;
            }
        }
    }

    private void Replace(IReadOnlyList<T> items)
    {
        var before = _snapshot;
        var after = items.ToImmutableDictionary(item => ResourceKey.Of(item));
        _snapshot = after;
        foreach (var (key, item) in after)
        {
            if (!before.TryGetValue(key, out var old))
            {
                Changed?.Invoke(new ResourceEvent<T>(ResourceEventType.Added, item));
            }
            else if (old.Metadata.ResourceVersion != item.Metadata.ResourceVersion)
            {
                Changed?.Invoke(new ResourceEvent<T>(ResourceEventType.Modified, item));
            }
        }

        foreach (var (key, item) in before)
        {
            if (!after.ContainsKey(key))
            {
                Changed?.Invoke(new ResourceEvent<T>(ResourceEventType.Deleted, item));
            }
        }
    }

    private void Apply(ResourceEvent<T> change)
    {
        var key = ResourceKey.Of(change.Resource);
        _snapshot = change.Type == ResourceEventType.Deleted ? _snapshot.Remove(key) : _snapshot.SetItem(key, change.Resource);
        Changed?.Invoke(change);
    }
}
