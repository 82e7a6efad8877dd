using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Tells a watcher of custom objects when their definition is gone or another: what it sees from then on would be of another kind.</summary>
internal sealed class DefinitionWatch : IDisposable
{
    private readonly ServedResources _served;
    private readonly ResourceDefinition _resource;
    private readonly StoreWatch? _watch;

    public DefinitionWatch(ClusterStore store, ServedResources served, ResourceDefinition resource)
    {
        _served = served;
        _resource = resource;
        if (resource.Custom is not null)
        {
            store.TryWatch(DefinitionNames.Resource, store.PublishedVersion(), out _watch);
        }
    }

    /// <summary>Completes when the kind is not served as it was; for a kind that needs no definition never.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        if (_watch is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return;
        }

        while (IsServed() && await _watch.Changes.WaitToReadAsync(cancellationToken))
        {
            while (_watch.Changes.TryRead(out _))
            {
                // What is served now tells more than the changes that led to it.
            }
        }
    }

    public void Dispose() => _watch?.Dispose();

    private bool IsServed() => _served.Current.TryFind(_resource.Group, _resource.Version, _resource.Plural, out var now)
        && ReferenceEquals(now.Custom?.Schema, _resource.Custom?.Schema) && now.Kind == _resource.Kind;
}
