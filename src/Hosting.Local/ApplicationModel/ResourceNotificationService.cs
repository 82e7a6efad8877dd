using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Publishes what happens to resources.</summary>
public class ResourceNotificationService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _current = [];
    private readonly List<ChannelWriter<ResourceEvent>> _watchers = [];
    private readonly ConcurrentDictionary<IResource, string> _instances = [];

    /// <summary>Changes what is known about a resource.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        var id = InstanceOf(resource);
        lock (_gate)
        {
            var before = _current.TryGetValue(id, out var known) ? known.Snapshot : new CustomResourceSnapshot { ResourceType = resource.GetType().Name, Properties = [] };
            var after = stateFactory(before);
            if (known is not null && after == before)
            {
                return Task.CompletedTask;
            }

            var change = _current[id] = new ResourceEvent(resource, id, after);
            _watchers.RemoveAll(watcher => !watcher.TryWrite(change));
        }

        return Task.CompletedTask;
    }

    /// <summary>Watches all resources, beginning with what is known now.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new() { SingleReader = true });
        lock (_gate)
        {
            foreach (var known in _current.Values)
            {
                channel.Writer.TryWrite(known);
            }

            _watchers.Add(channel.Writer);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            channel.Writer.TryComplete();
        }
    }

    /// <summary>Waits until a resource meets a condition.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException($"Nothing more is published about resource '{resourceName}'.");
    }

    /// <summary>Waits until a resource is in a state; running, when none is given.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(resourceName, change => change.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running), cancellationToken);

    /// <summary>Waits until a resource runs and all its health checks pass.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(resourceName, change => change.Snapshot.HealthStatus == HealthStatus.Healthy, cancellationToken);

    internal string InstanceOf(IResource resource) => _instances.GetOrAdd(resource, static r => ResourceNames.Instance(r.Name));

    internal CustomResourceSnapshot? Find(IResource resource)
    {
        lock (_gate)
        {
            return _current.GetValueOrDefault(InstanceOf(resource))?.Snapshot;
        }
    }
}
