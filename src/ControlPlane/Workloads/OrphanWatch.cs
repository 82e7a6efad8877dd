using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Finds the controller that a changed object concerns: the one it names, or those whose selectors find an object without one.</summary>
internal sealed class OrphanWatch<TOwner, T>(string ownerKind, Func<TOwner, V1LabelSelector?> selectorOf)
    where TOwner : class, IKubernetesObject<V1ObjectMeta>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<ObjectKey, V1LabelSelector> _selectors = new();

    public IEnumerable<Trigger> Triggers => [Trigger.On<TOwner>(OnOwner), Trigger.On<T>(OnOwned)];

    private IEnumerable<ObjectKey> OnOwner(ResourceEvent<TOwner> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is not ResourceEventType.Deleted && selectorOf(change.Resource) is { } selector)
        {
            _selectors[key] = selector;
        }
        else
        {
            _selectors.TryRemove(key, out _);
        }

        return [key];
    }

    private IEnumerable<ObjectKey> OnOwned(ResourceEvent<T> change)
    {
        var ns = change.Resource.Metadata.NamespaceProperty;
        if (ControllerClaims.Controller(change.Resource) is { } controller)
        {
            return controller.Kind == ownerKind ? [new ObjectKey(ns, controller.Name)] : [];
        }

        return _selectors.Where(pair => pair.Key.Namespace == ns && pair.Value.Matches(change.Resource.Metadata.Labels)).Select(pair => pair.Key);
    }
}
