using System.Collections.Concurrent;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Services;

/// <summary>Finds the Services that a change concerns: themselves, and those whose selectors find the pod.</summary>
internal sealed class SelectorWatch
{
    private readonly ConcurrentDictionary<ObjectKey, IDictionary<string, string>> _selectors = new();

    public IEnumerable<Trigger> Triggers => [Trigger.On<V1Service>(OnService), Trigger.On<V1Pod>(OnPod)];

    private IEnumerable<ObjectKey> OnService(ResourceEvent<V1Service> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is not ResourceEventType.Deleted && change.Resource.Spec?.Selector is { Count: > 0 } selector)
        {
            _selectors[key] = selector;
        }
        else
        {
            _selectors.TryRemove(key, out _);
        }

        return [key];
    }

    private IEnumerable<ObjectKey> OnPod(ResourceEvent<V1Pod> change) =>
        from pair in _selectors
        where pair.Key.Namespace == change.Resource.Metadata.NamespaceProperty && Resources.Matches(pair.Value, change.Resource.Metadata.Labels)
        select pair.Key;
}
